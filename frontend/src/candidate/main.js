// The candidate's and employee's plain pages: theme, copy, print, and quotes that jump in the recording.
import { startTheme } from '../theme.js';
import { startPlayer } from '../office/player.js';

startTheme();
startPlayer();
for (const button of document.querySelectorAll('[data-back]')) {
  if (history.length < 2) continue;
  button.hidden = false;
  button.addEventListener('click', () => history.back());
}
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
  const copy = event.target.closest('[data-copy]');
  if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.dataset.copy);
});
