// Forms and lists: copy buttons, "are you sure", filters that apply themselves, ticking many rows.
import { Modal } from 'bootstrap';

const PATIENCE = 350;

function say(text) {
  const live = document.getElementById('live');
  if (live) live.textContent = text;
}

async function copyFrom(button) {
  const text = button.dataset.copy || (document.querySelector(button.dataset.copyFrom) || {}).value || '';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages served over plain HTTP have no clipboard; a selected field still answers Ctrl-C.
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'visually-hidden';
    button.after(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }
  const words = (document.getElementById('live') || { dataset: {} }).dataset.copied || '';
  say(words);
  button.classList.add('text-success');
  const before = button.title;
  button.title = words;
  setTimeout(() => { button.classList.remove('text-success'); button.title = before; }, 1800);
}

function ask(words, go) {
  const dialog = document.getElementById('confirm-dialog');
  if (!dialog) { if (window.confirm(words)) go(); return; }
  dialog.querySelector('#confirm-words').textContent = words;
  const yes = dialog.querySelector('#confirm-yes');
  const modal = Modal.getOrCreateInstance(dialog);
  yes.onclick = () => { modal.hide(); go(); };
  dialog.addEventListener('shown.bs.modal', () => yes.focus(), { once: true });
  modal.show();
}

function startConfirm() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const words = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (!words || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    const submitter = event.submitter;
    ask(words, () => { form.dataset.confirmed = 'yes'; form.requestSubmit(submitter); });
  });
  document.addEventListener('htmx:confirm', (event) => {
    const words = event.detail.elt.dataset.confirm;
    if (!words || event.detail.elt.matches('form')) return;
    event.preventDefault();
    ask(words, () => event.detail.issueRequest(true));
  });
}

function startFilters() {
  const timers = new WeakMap();
  const later = (form, wait) => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => form.requestSubmit(), wait));
  };
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-autosubmit]');
    if (form && event.target.matches('input[type=search], input[type=text]') && !event.isComposing) later(form, PATIENCE);
  });
  // Chinese input is finished when the composition ends, not while letters are being typed.
  document.addEventListener('compositionend', (event) => {
    const form = event.target.closest('form[data-autosubmit]');
    if (form) later(form, PATIENCE);
  });
  document.addEventListener('change', (event) => {
    const form = event.target.closest('form[data-autosubmit]');
    if (form && !event.target.matches('input[type=search], input[type=text]')) later(form, 0);
  });
  const typed = document.querySelector('form[data-autosubmit]:not([hx-get]) input[type=search]');
  if (typed && typed.value) {
    // A plain form reloads the page; put the caret back where it was.
    if (new URLSearchParams(location.search).has(typed.name)) { typed.focus(); typed.setSelectionRange(typed.value.length, typed.value.length); }
  }
}

function shown(box) {
  return !box.closest('.d-none');
}

function startBulk() {
  const refresh = (scope) => {
    const every = [...scope.querySelectorAll('[data-bulk-row]:not(:disabled)')];
    const ticked = every.filter((box) => box.checked).length;
    const rows = every.filter(shown);
    const here = rows.filter((box) => box.checked).length;
    const all = scope.querySelector('[data-bulk-all]');
    if (all) { all.checked = here > 0 && here === rows.length; all.indeterminate = here > 0 && here < rows.length; }
    for (const bar of scope.querySelectorAll('[data-bulk-bar]')) {
      bar.hidden = ticked === 0;
      for (const count of bar.querySelectorAll('[data-bulk-count]')) count.textContent = ticked;
    }
  };
  document.addEventListener('change', (event) => {
    const scope = event.target.closest('[data-bulk]');
    if (!scope) return;
    if (event.target.matches('[data-bulk-all]')) {
      for (const box of scope.querySelectorAll('[data-bulk-row]:not(:disabled)')) if (shown(box)) box.checked = event.target.checked;
    }
    if (event.target.matches('[data-bulk-all], [data-bulk-row]')) refresh(scope);
  });
  document.querySelectorAll('[data-bulk]').forEach(refresh);
  // A search field with data-narrow="#list" hides what does not fit while someone types; Enter asks the server.
  document.addEventListener('input', (event) => {
    const list = event.target.dataset.narrow && document.querySelector(event.target.dataset.narrow);
    if (!list || event.isComposing) return;
    const wanted = event.target.value.trim().toLowerCase();
    for (const row of list.querySelectorAll('[data-words]')) row.classList.toggle('d-none', !row.dataset.words.toLowerCase().includes(wanted));
    const scope = list.closest('[data-bulk]');
    if (scope) refresh(scope);
  });
}

function startModals() {
  // A button with data-modal="#id" and hx-target into that dialog: the dialog opens once its content has come.
  document.addEventListener('htmx:afterSwap', (event) => {
    const dialog = event.detail.target.closest('.modal');
    if (dialog && event.detail.target.childElementCount) Modal.getOrCreateInstance(dialog).show();
  });
  document.addEventListener('bole:close', () => {
    for (const open of document.querySelectorAll('.modal.show')) Modal.getOrCreateInstance(open).hide();
  });
}

export function startForms() {
  document.addEventListener('click', (event) => {
    const copy = event.target.closest('[data-copy], [data-copy-from]');
    if (copy) copyFrom(copy);
    if (event.target.closest('[data-print]')) window.print();
  });
  startConfirm();
  startFilters();
  startBulk();
  startModals();
}
