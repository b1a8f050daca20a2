// Recording one answer: begins the attempt, feeds the outbox, watches the link, the clock and the device.
import { Captions } from './captions.js';
import { isTouch, mimeFor } from './device.js';
import { Recorder } from './recorder.js';
import { t } from './words.js';

const MANY_PARTS = 6;
const FAR_BEHIND = 15000;
const LAST_WORDS = 15000;
const HIDDEN_PATIENCE = 5000;

export class Answering {
  constructor(app, view, { ended, weak }) {
    Object.assign(this, { app, view, ended, weak });
    this.id = '';
    this.running = false;
    this.hide = () => this.hidden();
  }

  async start({ index, mode, limit }) {
    const { api, outbox, camera } = this.app;
    const { attempt } = await api.post(`questions/${index}/attempts`, { mode, mime: mimeFor(mode), device: api.device });
    await outbox.begin({ id: attempt.id, question: index, mode });
    this.id = attempt.id;
    this.mode = mode;
    this.limit = limit ? limit * 1000 : 0;
    this.recorder = new Recorder({
      stream: camera.stream,
      mode,
      onPart: (part) => outbox.add(this.id, part),
      onTrouble: (code) => this.stop(code),
    });
    this.recorder.start();
    const { recorder } = this;
    this.captions = new Captions(this.app, { track: camera.sound, elapsed: () => recorder.elapsed });
    if (this.app.granted('recording')) this.captions.start();
    this.running = true;
    this.app.local.recording = true;
    document.addEventListener('visibilitychange', this.hide);
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  tick() {
    const { elapsed } = this.recorder;
    this.view.time(elapsed, this.limit, true);
    const left = this.limit - elapsed;
    this.view.soft(this.limit && left < LAST_WORDS ? t('time_left', { seconds: Math.max(0, Math.ceil(left / 1000)) }) : '');
    if (this.limit && left <= 0) { this.stop(); return; }
    this.watchLink();
  }

  watchLink() {
    const figures = this.app.outbox.figures(this.id);
    if (figures.full || figures.refused) { this.stop('full'); return; }
    if (this.mode !== 'video' || this.recorder.weak) return;
    if (figures.pending <= MANY_PARTS && figures.saved - figures.uploaded <= FAR_BEHIND) return;
    if (this.recorder.toSound()) {
      this.app.telemetry.note('weak_link', { pending: figures.pending });
      this.app.linkWeak = true;
      this.weak();
    }
  }

  // A phone takes the camera away from a hidden page at once; on a desk one may glance at another window.
  hidden() {
    clearTimeout(this.hiding);
    if (document.visibilityState !== 'hidden') return;
    this.app.telemetry.note('hidden');
    if (isTouch) this.stop('hidden');
    else this.hiding = setTimeout(() => { if (document.visibilityState === 'hidden') this.stop('hidden'); }, HIDDEN_PATIENCE);
  }

  // `reason` is empty when the person pressed stop; otherwise recording again is free.
  async stop(reason = '') {
    if (!this.running) return;
    this.running = false;
    this.app.local.recording = false;
    clearInterval(this.timer);
    clearTimeout(this.hiding);
    document.removeEventListener('visibilitychange', this.hide);
    this.view.soft('');
    const { recorder, id } = this;
    const [captions] = await Promise.all([this.captions.stop(), recorder.stop()]);
    const interrupted = Boolean(reason);
    if (interrupted) this.app.telemetry.note('interrupted', { reason });
    await this.app.outbox.end(id, { duration: recorder.elapsed, interrupted, captions });
    this.ended({ id, addresses: recorder.addresses(), duration: recorder.elapsed, mode: recorder.weak ? 'audio' : this.mode, interrupted, reason });
  }
}
