// Where a page may not record, the phone's own camera app can: its file goes the same way, in numbered parts.
import { h, icon } from './dom.js';
import { t } from './words.js';

const SLICE = 1024 * 1024;

function lengthOf(file) {
  return new Promise((resolve) => {
    const player = document.createElement('video');
    const address = URL.createObjectURL(file);
    const end = (ms) => { URL.revokeObjectURL(address); resolve(ms); };
    player.preload = 'metadata';
    player.onloadedmetadata = () => end(Number.isFinite(player.duration) ? player.duration * 1000 : 0);
    player.onerror = () => end(0);
    player.src = address;
  });
}

export function fileAnswer(app, index, took) {
  const field = h('input', { type: 'file', accept: 'video/*', capture: 'user', class: 'visually-hidden', onchange: () => { if (field.files[0]) send(field.files[0]); } });

  async function send(file) {
    await app.act(async () => {
      const { api, outbox } = app;
      const mime = file.type || 'video/mp4';
      const duration = await lengthOf(file);
      const { attempt } = await api.post(`questions/${index}/attempts`, { mode: 'video', mime, device: api.device });
      await outbox.begin({ id: attempt.id, question: index, mode: 'video' });
      const count = Math.max(1, Math.ceil(file.size / SLICE));
      for (let at = 0; at < count; at += 1) {
        await outbox.add(attempt.id, { track: 1, mime, blob: file.slice(at * SLICE, (at + 1) * SLICE), ms: duration / count });
      }
      await outbox.end(attempt.id, { duration, interrupted: false });
      took({ id: attempt.id, mode: 'video', duration, interrupted: false, addresses: [URL.createObjectURL(file)], playable: true });
    });
  }

  return h('label', { class: 'btn btn-soft' }, icon('device-mobile'), h('span', null, t('file_camera')), field);
}
