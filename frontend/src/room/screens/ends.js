// Where the way leads when it does not lead on: another device, a person instead, the end, the closed window.
import { button, clockText, fill, h, icon, note } from '../dom.js';
import { t } from '../words.js';

function plate(name, tone, title, ...children) {
  return h('div', { class: 'room-screen room-narrow' }, h('section', { class: 'card room-plate' }, h('div', { class: 'card-body' },
    h('div', { class: `room-plate-icon room-plate-${tone}` }, icon(name)), h('h1', null, title), ...children)));
}

function contactLine(app) {
  const contact = app.state.contact || {};
  if (!contact.email) return null;
  return h('p', { class: 'room-contact' }, icon('mail'), h('span', null, t('contact', { name: contact.name || app.state.company || '' }), ' ', h('a', { href: `mailto:${contact.email}` }, contact.email)));
}

export function away(app) {
  const left = h('p', { class: 'text-secondary', 'aria-live': 'polite' });
  const paint = () => {
    const rows = [...app.outbox.attempts.values()].filter((row) => !row.done && !row.refused);
    const ms = rows.reduce((sum, row) => { const f = app.outbox.figures(row.id); return sum + f.saved - f.uploaded; }, 0);
    fill(left, ms > 0 ? t('away_uploading', { time: clockText(ms) }) : null);
  };
  app.outbox.addEventListener('change', paint);
  paint();
  const node = plate('devices', 'blue', t('away_title'), h('p', null, t('away_text')), left, app.goButton(t('away_go'), () => app.lead()));
  return { node, leave: () => app.outbox.removeEventListener('change', paint) };
}

export function human(app) {
  const node = plate('users', 'green', t('human_done_title'),
    h('p', null, t('human_done_text')), contactLine(app),
    h('p', { class: 'text-secondary' }, t('human_back_text')),
    button(t('human_back'), { class: 'btn btn-soft', onclick: () => app.humanRoute({ undo: true }) }));
  return { node };
}

export function done(app) {
  const { receipt, links } = app.state;
  app.camera.close();
  const number = receipt && typeof receipt === 'object' ? receipt.number || receipt.id : receipt;
  const node = plate('circle-check', 'green', t('done_title'),
    h('p', null, t('done_text')),
    number ? h('div', { class: 'room-receipt' }, h('small', null, t('done_receipt')), h('code', null, String(number))) : null,
    h('ul', { class: 'room-facts' },
      h('li', null, icon('clock'), h('span', null, t('done_next_1'))),
      h('li', null, icon('user-check'), h('span', null, t('done_next_2'))),
      h('li', null, icon('link'), h('span', null, t('done_next_3')))),
    links && links.report ? h('a', { class: 'btn btn-primary', href: links.report }, t('done_report')) : null,
    contactLine(app));
  return { node };
}

export function closed(app) {
  const { links } = app.state;
  const left = app.outbox.held.size > 0;
  app.camera.close();
  const node = plate('calendar-time', 'blue', t('closed_title'), h('p', null, t(app.local.withdrawn ? 'closed_withdrawn' : 'closed_window')),
    left ? note('warning', 'cloud-upload', t('closed_left')) : null,
    links && links.report ? h('a', { class: 'btn btn-primary', href: links.report }, t('done_report')) : null, contactLine(app));
  return { node };
}
