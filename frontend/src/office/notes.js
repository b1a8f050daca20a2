// Notes at the corner of the page. From the server: Django messages, or `HX-Trigger: {"bole:toast": {text, tone, undo}}`.
import { csrf } from './csrf.js';

const CALM = 6000;
const WITH_UNDO = 12000;

function settle(note) {
  const lasting = note.classList.contains('note-error') || note.classList.contains('note-warning');
  if (lasting) return;
  const button = note.querySelector('[data-undo-url]');
  let timer = 0;
  const start = () => { timer = setTimeout(() => note.remove(), button && !button.hidden ? WITH_UNDO : CALM); };
  // Whoever is reading or about to press Undo is not hurried.
  for (const name of ['mouseenter', 'focusin']) note.addEventListener(name, () => clearTimeout(timer));
  for (const name of ['mouseleave', 'focusout']) note.addEventListener(name, start);
  start();
}

export function toast(text, { tone = 'success', undo = '' } = {}) {
  const box = document.getElementById('toasts');
  const template = document.getElementById('toast-template');
  if (!box || !template) return;
  const note = template.content.firstElementChild.cloneNode(true);
  note.classList.add(`note-${tone}`);
  note.querySelector('.note-text').textContent = text;
  const button = note.querySelector('[data-undo-url]');
  button.hidden = !undo;
  button.dataset.undoUrl = undo;
  box.append(note);
  settle(note);
}

async function takeBack(button) {
  button.disabled = true;
  const answer = await fetch(button.dataset.undoUrl, {
    method: 'POST', credentials: 'same-origin', headers: { 'X-CSRFToken': csrf() },
  }).catch(() => null);
  if (answer && answer.ok) location.reload();
  else button.disabled = false;
}

export function startNotes() {
  document.querySelectorAll('#toasts [data-note]').forEach(settle);
  document.addEventListener('click', (event) => {
    const close = event.target.closest('[data-note-close]');
    if (close) close.closest('[data-note]').remove();
    const undo = event.target.closest('[data-undo-url]');
    if (undo) takeBack(undo);
  });
  document.addEventListener('bole:toast', (event) => toast(event.detail.text || event.detail.value || '', event.detail));
}
