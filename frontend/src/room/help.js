// The sheet behind "?": who to write to, what one's rights are, the human route, withdrawing, the look of the page.
import { button, h, icon } from './dom.js';
import { t } from './words.js';

let open = null;

export function closeSheet() {
  if (!open) return;
  document.removeEventListener('keydown', open.keys);
  open.cover.remove();
  open.before.focus();
  open = null;
}

// A dialog of our own: <dialog> is missing in older webviews.
export function sheet(title, ...children) {
  closeSheet();
  const before = document.activeElement || document.body;
  const close = h('button', { type: 'button', class: 'btn-close', 'aria-label': t('close'), onclick: closeSheet });
  const box = h(
    'div',
    { class: 'room-sheet', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title', tabindex: '-1' },
    h('div', { class: 'room-sheet-head' }, h('h2', { id: 'sheet-title' }, title), close),
    h('div', { class: 'room-sheet-body' }, ...children),
  );
  const cover = h('div', { class: 'room-cover', onclick: (event) => { if (event.target === cover) closeSheet(); } }, box);
  const keys = (event) => {
    if (event.key === 'Escape') closeSheet();
    if (event.key !== 'Tab') return;
    const stops = [...box.querySelectorAll('a[href], button:not([disabled]), input, textarea, summary')];
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement === edge || (event.shiftKey && document.activeElement === box)) {
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    }
  };
  document.body.append(cover);
  document.addEventListener('keydown', keys);
  open = { cover, keys, before };
  box.focus();
  return box;
}

// Capture ends first, whatever the network says; then the server is told, and nothing more is sent.
async function leave(app) {
  app.camera.close();
  await app.outbox.pause();
  const told = await app.act(async () => {
    await app.api.post('withdraw');
    await app.outbox.abandon();
    app.local.withdrawn = true;
    app.take(await app.api.get('state'));
    app.show(true);
  });
  if (told) return;
  app.outbox.resume();
  app.show(true);
}

function withdraw(app) {
  sheet(
    t('withdraw_title'),
    h('p', null, t('withdraw_text')),
    h('div', { class: 'room-actions' },
      button(t('withdraw_no'), { class: 'btn btn-soft', onclick: closeSheet }),
      button(t('withdraw_yes'), { class: 'btn btn-danger', onclick: () => { closeSheet(); leave(app); } })),
  );
}

export function openHelp(app) {
  const contact = app.state.contact || {};
  const links = app.state.links || {};
  const running = !['done', 'closed'].includes(app.state.stage);
  const route = app.state.human_route || {};
  sheet(
    t('help_title'),
    h('ul', { class: 'room-facts' },
      h('li', null, icon('device-mobile'), t('help_pause')),
      h('li', null, icon('wifi-off'), t('help_network')),
      h('li', null, icon('keyboard'), t('help_typed'))),
    contact.name || contact.email
      ? h('p', { class: 'room-contact' }, icon('mail'), h('span', null, t('contact', { name: contact.name || app.state.company || '' }), ' ', contact.email ? h('a', { href: `mailto:${contact.email}` }, contact.email) : null))
      : null,
    h('div', { class: 'room-list' },
      running && route.offered && !route.requested ? h('button', { type: 'button', class: 'room-list-item', onclick: () => { closeSheet(); app.humanRoute(); } }, icon('users'), h('span', null, h('b', null, t('human_button')), h('small', null, t('human_costless')))) : null,
      links.privacy ? h('a', { class: 'room-list-item', href: links.privacy, target: '_blank', rel: 'noopener' }, icon('shield-check'), h('span', null, t('privacy_link'))) : null,
      h('button', { type: 'button', class: 'room-list-item', 'data-theme-switch': true }, icon('moon'), h('span', null, t('theme'))),
      running ? h('button', { type: 'button', class: 'room-list-item', onclick: () => withdraw(app) }, icon('hand-stop'), h('span', null, t('withdraw_button'))) : null),
  );
}
