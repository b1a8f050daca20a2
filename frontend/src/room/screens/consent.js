// Consent in layers. Each can be refused, and each refusal has a way that works.
import { h, note } from '../dom.js';
import { has, t } from '../words.js';

export function consent(app) {
  const { consent: form } = app.state;
  // Kept beside the screen: changing the language builds it anew, and what was ticked must stay ticked.
  const choices = app.local.consent || new Map(form.layers.map((layer) => [layer.key, Boolean(layer.granted)]));
  app.local.consent = choices;
  const effect = h('div', { class: 'room-effects', 'aria-live': 'polite' });

  let touched = [...choices.values()].some(Boolean);

  const effects = () => {
    if (!touched) return;
    const off = (key) => choices.has(key) && !choices.get(key);
    const rows = [];
    if (off('recording')) rows.push(note('info', 'keyboard', t('without_recording')));
    else if (off('video')) rows.push(note('info', 'microphone', t('without_video')));
    if (off('assessment')) rows.push(note('info', 'users', t('without_assessment')));
    effect.replaceChildren(...rows);
  };

  const layer = (one) => {
    const id = `layer-${one.key}`;
    const box = h('input', {
      class: 'form-check-input', type: 'checkbox', role: 'switch', id, checked: choices.get(one.key), 'aria-describedby': `${id}-text`,
      onchange: (event) => { choices.set(one.key, event.target.checked); touched = true; effects(); },
    });
    return h('li', { class: 'room-layer' },
      h('div', { class: 'form-check form-switch' }, box, h('label', { class: 'form-check-label', for: id }, one.title, one.required ? h('span', { class: 'badge room-needed' }, t('layer_required')) : null)),
      h('p', { id: `${id}-text` }, one.text),
      has(`layer_${one.key}_off`) ? h('p', { class: 'room-layer-off' }, t(`layer_${one.key}_off`)) : null);
  };

  const agree = async () => {
    const short = form.layers.find((one) => one.required && !choices.get(one.key));
    if (short) { app.trouble(t('layer_needed', { title: short.title })); return; }
    await app.act(async () => {
      const answer = await app.api.post('consent', { version: form.version, hash: form.hash, layers: Object.fromEntries(choices), device: app.api.device });
      app.take(answer.stage ? answer : await app.api.get('state'));
      app.local.consent = null;
      const noMachine = choices.has('assessment') && !choices.get('assessment');
      if (noMachine && (app.state.human_route || {}).offered && !app.state.human_route.requested) {
        const state = await app.api.post('human-route');
        app.take(state.stage ? state : await app.api.get('state'));
      } else if (app.state.stage === 'consent') {
        const state = await app.api.post('stage', { to: 'check', device: app.api.device });
        app.take(state.stage ? state : await app.api.get('state'));
      }
      app.show();
    });
  };

  effects();
  const node = h('div', { class: 'room-screen room-reading' },
    h('h1', null, form.title),
    h('p', { class: 'room-lead' }, t('consent_lead')),
    h('section', { class: 'card' }, h('div', { class: 'card-body room-legal', tabindex: '0', role: 'region', 'aria-label': form.title }, ...form.paragraphs.map((text) => h('p', null, text)), h('p', { class: 'room-version' }, t('consent_version', { version: form.version, hash: String(form.hash).slice(0, 12) })))),
    h('section', { class: 'card', 'aria-labelledby': 'layers-title' }, h('div', { class: 'card-body' },
      h('h2', { class: 'room-h2', id: 'layers-title' }, t('layers_title')),
      h('p', { class: 'text-secondary' }, t('layers_lead')),
      h('ul', { class: 'room-layers' }, ...form.layers.map(layer)), effect)),
    h('div', { class: 'room-foot' }, app.goButton(t('consent_go'), agree)));
  return { node };
}
