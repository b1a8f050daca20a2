// Getting ready: a soft clock that is shown only in its last seconds, may be extended, and forces nothing.
import { button } from './dom.js';
import { t } from './words.js';

const SHOWN = 15;
const MORE = 60;

export class Preparing {
  constructor(view, key, seconds) {
    this.view = view;
    this.key = `bole_prepare_${key}`;
    this.seconds = seconds === 0 ? 0 : seconds || 60;
  }

  // The clock survives a reload, so that coming back is neither a gain nor a loss.
  get end() {
    try {
      const known = Number(sessionStorage.getItem(this.key));
      if (known) return known;
      const made = Date.now() + this.seconds * 1000;
      sessionStorage.setItem(this.key, String(made));
      return made;
    } catch {
      this.kept = this.kept || Date.now() + this.seconds * 1000;
      return this.kept;
    }
  }

  set end(value) {
    this.kept = value;
    try { sessionStorage.setItem(this.key, String(value)); } catch { /* kept above */ }
  }

  start() {
    this.stop();
    if (!this.seconds) return;
    this.timer = setInterval(() => this.tick(), 500);
    this.shown = '';
    this.tick();
  }

  tick() {
    const left = Math.ceil((this.end - Date.now()) / 1000);
    const words = left > SHOWN ? '' : left > 0 ? t('prepare_left', { seconds: left }) : t('prepare_over');
    if (words === this.shown) return;
    this.shown = words;
    const more = () => button(t('prepare_more'), { class: 'room-chip-button', onclick: () => { this.end = Date.now() + MORE * 1000; this.tick(); } });
    this.view.soft(words, words ? more() : null);
  }

  stop() {
    clearInterval(this.timer);
    this.view.soft('');
  }
}
