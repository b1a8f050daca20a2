// Captions, only where the browser promises to make them on this device. Every other recogniser of a browser sends the
// sound to its maker, so it is not even constructed; and no language pack is fetched that nobody asked for.
import { currentLanguage } from './words.js';

const TONGUES = { en: 'en-US', 'zh-hans': 'zh-CN' };
const PAUSE = 300;
const BARREN = 5; // so many starts in a row that heard nothing and broke off at once
const AT_ONCE = 1000;
const LAST_RESULT = 1500;
const LONGEST = 8000; // characters that the server takes
const FINAL = ['not-allowed', 'service-not-allowed', 'language-not-supported', 'audio-capture', 'network'];

function recogniser() {
  const Made = window.SpeechRecognition || window.webkitSpeechRecognition;
  return Made && typeof Made.available === 'function' && Made.prototype && 'processLocally' in Made.prototype ? Made : null;
}

// The language that the questions are asked in.
const tongue = (app) => TONGUES[(app.state.plan || {}).language] || TONGUES[currentLanguage()];

// Whether captions can be made here without the sound leaving the device.
export async function captionsHere(app) {
  const Made = recogniser();
  if (!Made) return false;
  try {
    return (await Made.available({ langs: [tongue(app)], processLocally: true })) === 'available';
  } catch {
    return false;
  }
}

export class Captions {
  // `elapsed()` is the time of the recording in ms; the phrases carry it.
  constructor(app, { track, elapsed }) {
    Object.assign(this, { app, track, elapsed });
    this.phrases = [];
    this.length = 0;
    this.until = 0;
    this.barren = 0;
    this.running = false;
  }

  // Never holds up the recording: what cannot be had is gone without.
  async start() {
    this.running = true;
    if (await captionsHere(this.app)) this.launch();
  }

  launch() {
    if (!this.running) return;
    const one = new (recogniser())();
    one.processLocally = true;
    if (one.processLocally !== true) return;
    one.lang = tongue(this.app);
    one.continuous = true;
    one.interimResults = false;
    const began = performance.now();
    let taken = 0;
    one.onspeechstart = () => { this.speaking = this.elapsed(); };
    one.onresult = (event) => {
      for (; taken < event.results.length && event.results[taken].isFinal; taken += 1) this.take(event.results[taken][0].transcript);
    };
    one.onerror = (event) => { if (FINAL.includes(event.error)) this.running = false; };
    one.onend = () => {
      this.barren = taken || performance.now() - began > AT_ONCE ? 0 : this.barren + 1;
      this.one = null;
      if (this.running && this.barren < BARREN) this.again = setTimeout(() => this.launch(), PAUSE);
      if (this.ended) this.ended();
    };
    this.one = one;
    try { one.start(this.track); } catch { this.one = null; }
  }

  // A browser tells no time of its words: a phrase lies between the last one, or the first sound after it, and now.
  take(words) {
    const text = words.trim();
    const now = Math.round(this.elapsed());
    if (text && this.length + text.length < LONGEST) {
      this.phrases.push([text, Math.min(now, Math.round(Math.max(this.until, this.speaking || 0))), now]);
      this.length += text.length + 1;
    }
    this.until = now;
  }

  // Resolves to the phrases once the last one has been heard out.
  async stop() {
    this.running = false;
    clearTimeout(this.again);
    if (this.one) {
      const over = new Promise((resolve) => { this.ended = resolve; setTimeout(resolve, LAST_RESULT); });
      try { this.one.stop(); } catch { this.ended(); }
      await over;
      if (this.one) this.one.abort();
    }
    return this.phrases;
  }
}
