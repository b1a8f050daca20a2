// The back office: server pages, and small helpers that each work on plain data- attributes.
import { Collapse, Dropdown, Modal, Offcanvas, Tab, Tooltip } from 'bootstrap';
import './htmx.js';
import { startTheme } from '../theme.js';
import { startForms } from './forms.js';
import { startKeys } from './keys.js';
import { startNotes } from './notes.js';
import { startPlayer } from './player.js';
import { startSums } from './sums.js';

// Bootstrap's parts wire themselves to data-bs- attributes on import; naming them here keeps them in the bundle.
export const parts = { Collapse, Dropdown, Modal, Offcanvas, Tab, Tooltip };

startTheme();
startNotes();
startForms();
startKeys();
startPlayer();
startSums();
for (const button of document.querySelectorAll('[data-back]')) {
  if (history.length < 2) continue;
  button.hidden = false;
  button.addEventListener('click', () => history.back());
}
