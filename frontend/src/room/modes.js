// Picture, sound or typing: three equal ways.
import { h, icon } from './dom.js';
import { t } from './words.js';

const ICONS = { video: 'video', audio: 'microphone', typed: 'keyboard' };

export function modeChooser(modes, chosen, onChange, { disabled = false } = {}) {
  if (modes.length < 2) return h('div', { hidden: true });
  const name = `mode-${Math.random().toString(36).slice(2)}`;
  return h('fieldset', { class: 'room-modes', disabled },
    h('legend', { class: 'visually-hidden' }, t('mode_legend')),
    ...modes.map((mode) => h('label', { class: 'room-mode' },
      h('input', { type: 'radio', name, value: mode, checked: mode === chosen, class: 'visually-hidden', onchange: () => onChange(mode) }),
      h('span', null, icon(ICONS[mode]), t(`mode_${mode}`)))));
}

// What went wrong with a device: what it means, how to mend it, and what to do instead.
export function troubleCard(code, ways) {
  const steps = ['denied', 'no_device', 'busy', 'silent', 'unsupported', 'insecure', 'wechat', 'unreadable'].includes(code) ? code : 'busy';
  return h('section', { class: 'card room-trouble', role: 'alert' }, h('div', { class: 'card-body' },
    h('h2', { class: 'room-h2' }, icon('alert-triangle'), t(`trouble_${steps}`)),
    h('p', null, t(`trouble_${steps}_fix`)),
    h('div', { class: 'room-actions' }, ...ways)));
}
