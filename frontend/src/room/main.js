// The interview room. See app.js for the whole and screens/ for what a candidate sees.
import { Api } from './api.js';
import { App } from './app.js';
import { Camera } from './camera.js';
import { deviceId, recordingTrouble } from './device.js';
import { useSprite } from './dom.js';
import { Outbox, sha256 } from './outbox.js';
import { openStore } from './store.js';
import { Telemetry } from './telemetry.js';
import { startTheme } from '../theme.js';
import { startWords } from './words.js';

async function scope() {
  const path = new TextEncoder().encode(location.pathname);
  if (!window.crypto || !crypto.subtle) return 'plain';
  return (await sha256(path)).slice(0, 24);
}

async function start() {
  const root = document.getElementById('room');
  useSprite(root.dataset.icons);
  const state = JSON.parse(document.getElementById('room-state').textContent);
  startWords(state.language);
  startTheme();
  const api = new Api(deviceId());
  const telemetry = new Telemetry(api);
  const outbox = new Outbox(await openStore(await scope()), api);
  const app = new App({ root, state, api, outbox, camera: new Camera(), telemetry });
  app.show();
  app.watch();
  // Opening the link changes nothing on the server: this call, which no mail scanner makes, says that a person came.
  if (!['done', 'closed'].includes(state.stage)) api.post('opened').catch(() => {});
  const trouble = recordingTrouble();
  if (trouble) telemetry.note('cannot_record', { code: trouble });
  const saved = await outbox.salvage();
  if (saved) telemetry.note('salvaged', { attempts: saved });
  await Promise.all(outbox.waiting.map((row) => outbox.settled(row.id)));
  await app.refresh();
}

start();
