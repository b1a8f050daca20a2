// Keys: "/" search, "?" help, j/k through rows marked data-row, Enter opens, x ticks. Silent while someone types.
import { Modal } from 'bootstrap';

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable=true]';

function move(step) {
  const rows = [...document.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null);
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains('at'));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.toggle('at', row === next));
  const target = next.querySelector('a[href], button') || next;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function search() {
  const field = document.querySelector('[data-search], input[type=search]');
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

function tick() {
  const box = document.querySelector('[data-row].at [data-bulk-row]');
  if (box) box.click();
}

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches(TYPING)) return;
    if (document.querySelector('.modal.show')) return;
    if (event.key === '/' && search()) event.preventDefault();
    else if (event.key === '?') {
      const help = document.getElementById('help-keys');
      if (help) Modal.getOrCreateInstance(help).show();
    } else if (event.key === 'j') move(1);
    else if (event.key === 'k') move(-1);
    else if (event.key === 'x') tick();
  });
}
