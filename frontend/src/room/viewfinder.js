// The picture of oneself with what matters on it: is it recording, is the microphone heard, is it safe.
import { listen } from './camera.js';
import { clockText, fill, h, icon } from './dom.js';
import { t } from './words.js';

const HEARD = -55;
const QUIET_AFTER = 6000;
const BARS = [-58, -48, -38, -28];

function levelBars() {
  const bars = BARS.map(() => h('i'));
  return {
    node: h('span', { class: 'room-bars', 'aria-hidden': 'true' }, ...bars),
    set: (db) => bars.forEach((bar, at) => bar.classList.toggle('on', db > BARS[at])),
  };
}

export class Viewfinder {
  constructor() {
    this.video = h('video', { playsinline: true, 'webkit-playsinline': true, muted: true, autoplay: true, class: 'room-mirror', 'aria-label': t('mirror') });
    this.wave = h('div', { class: 'room-wave', 'aria-hidden': 'true', hidden: true }, ...Array.from({ length: 24 }, () => h('i')));
    this.blank = h('div', { class: 'room-blank' });
    this.clock = h('div', { class: 'room-chip room-clock', hidden: true });
    this.bars = levelBars();
    this.mic = h('div', { class: 'room-chip room-mic', hidden: true }, this.bars.node, h('span'));
    this.saved = h('div', { class: 'room-chip room-saved', hidden: true });
    this.count = h('div', { class: 'room-chip room-soft', role: 'timer', hidden: true });
    this.node = h('div', { class: 'room-view' }, this.video, this.wave, this.blank, this.clock, this.mic, this.saved, this.count);
    this.end = () => {};
    this.levels = [];
    this.loudest = -100;
  }

  showBlank(name, words, ...more) {
    this.drop();
    this.blank.hidden = false;
    fill(this.blank, icon(name), h('p', null, words), ...more);
  }

  showLive(stream, mode) {
    this.drop();
    this.blank.hidden = true;
    const picture = mode === 'video' && stream.getVideoTracks().length > 0;
    this.video.hidden = !picture;
    this.wave.hidden = picture;
    if (picture) {
      this.video.muted = true;
      this.video.controls = false;
      this.video.classList.add('room-mirror');
      this.video.srcObject = stream;
      const started = this.video.play();
      if (started) started.catch(() => {});
    }
    this.mic.hidden = false;
    let heard = performance.now();
    this.end = listen(stream, (db) => {
      this.loudest = Math.max(this.loudest, db);
      this.bars.set(db);
      if (db > HEARD) heard = performance.now();
      const silent = performance.now() - heard > QUIET_AFTER;
      this.mic.lastChild.textContent = silent ? t('mic_silent') : t('mic_fine');
      this.mic.classList.toggle('room-chip-warn', silent);
      if (!this.wave.hidden) this.drawWave(db);
    });
  }

  drawWave(db) {
    this.levels.push(Math.max(0, Math.min(1, (db + 60) / 50)));
    if (this.levels.length > 24) this.levels.shift();
    [...this.wave.children].forEach((bar, at) => { bar.style.height = `${8 + 92 * (this.levels[at] || 0)}%`; });
  }

  showPlayback(addresses, mode) {
    this.drop();
    this.blank.hidden = true;
    const first = addresses[0];
    this.video.hidden = false;
    this.node.classList.add('room-plays');
    this.video.classList.remove('room-mirror');
    this.node.classList.toggle('room-view-sound', mode !== 'video');
    this.video.srcObject = null;
    this.video.muted = false;
    this.video.autoplay = false;
    this.video.controls = true;
    this.video.src = first;
    // A recording that lost its picture on the way goes on in a second file.
    let at = 0;
    this.video.onended = () => { at += 1; if (addresses[at]) { this.video.src = addresses[at]; this.video.play(); } else { at = 0; this.video.src = first; } };
  }

  time(ms, limit, recording) {
    this.clock.hidden = ms === null;
    if (ms === null) return;
    const words = limit ? `${clockText(ms)} / ${clockText(limit)}` : clockText(ms);
    fill(this.clock, h('span', { class: recording ? 'room-dot' : 'room-dot room-dot-off', 'aria-hidden': 'true' }), h('span', { class: 'text-nums' }, words));
  }

  keepsake(words) {
    this.saved.hidden = !words;
    this.saved.textContent = words || '';
  }

  soft(words, ...more) {
    this.count.hidden = !words;
    if (words) fill(this.count, h('span', null, words), ...more);
  }

  drop() {
    this.end();
    this.end = () => {};
    this.mic.hidden = true;
    this.wave.hidden = true;
    this.video.onended = null;
    this.video.pause();
    this.video.srcObject = null;
    this.video.removeAttribute('src');
    this.node.classList.remove('room-view-sound', 'room-plays');
    this.video.hidden = true;
  }
}
