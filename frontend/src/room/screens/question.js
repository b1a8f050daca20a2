// One question: read, get ready, answer by picture, sound or typing, listen back, keep it or record once more.
import { button, clockText, fill, h, icon, note } from '../dom.js';
import { modeChooser, troubleCard } from '../modes.js';
import { Answering } from '../answering.js';
import { Preparing } from '../preparing.js';
import { fileAnswer } from '../file_answer.js';
import { recordingTrouble } from '../device.js';
import { TypedAnswer } from '../typed_answer.js';
import { Viewfinder } from '../viewfinder.js';
import { has, t } from '../words.js';

const FOLLOW_PATIENCE = 8000;

export function question(app) { return new Question(app).open(); }

class Question {
  constructor(app) {
    this.app = app;
    this.index = app.state.question.index;
    this.mode = app.modes.includes(app.mode) ? app.mode : app.modes[0];
    this.view = new Viewfinder();
    this.answering = new Answering(app, this.view, {
      ended: (reason) => this.recorded(reason),
      weak: () => this.banner('warning', 'wifi', t('weak_sound')),
    });
    this.preparing = new Preparing(this.view, `${location.pathname}#${app.state.question.id}`, this.asked.think_s);
    this.typed = new TypedAnswer(app, this.asked);
    this.current = null; // the attempt that would be kept: {id, mode, duration, interrupted, playable}
    this.phase = 'ready';
    this.paintSaved = () => this.drawSaved();
  }

  get asked() { return this.app.state.question; }

  // The server counts takes; before the first one that is one more than there are retakes.
  get retakes() { return Math.min(this.asked.retakes_left || 0, (this.app.state.plan || {}).retakes || 0); }

  // ---- drawing ---------------------------------------------------------------------------------------------------
  open() {
    const asked = this.asked;
    this.chooser = h('div');
    this.notices = h('div', { class: 'room-notices', 'aria-live': 'polite' });
    this.linkNotice = h('div', { 'aria-live': 'polite' });
    this.foot = h('div', { class: 'room-foot room-deck' });
    this.hint = asked.hint ? h('p', { class: 'room-hint', id: 'question-hint' }, asked.hint) : null;
    const limit = asked.answer_s ? h('p', { class: 'room-limit' }, icon('clock'), t('answer_limit', { time: clockText(asked.answer_s * 1000) })) : null;
    this.node = h('div', { class: 'room-screen' },
      h('div', { class: 'room-pair' },
        h('div', { class: 'room-words' }, this.followHead(), h('h1', { class: 'room-ask' }, asked.text), this.hint, limit, this.chooser, this.notices),
        h('div', { class: 'room-stage' }, this.view.node, this.typed.node, this.linkNotice)),
      this.foot);
    this.app.outbox.addEventListener('change', this.paintSaved);
    this.adopt();
    this.draw();
    return { node: this.node, update: () => this.update(), leave: () => this.leave(), holds: () => this.answering.running };
  }

  // A follow-up says what it asks for and why, and that it may be left out.
  followHead() {
    const { follow, number } = this.asked;
    if (!follow) return null;
    const why = has(`follow_why_${follow.why}`) ? follow.why : 'other';
    return h('p', { class: 'room-eyebrow' }, t('follow_eyebrow', { index: number }), ' ', t(`follow_why_${why}`));
  }

  declineButton() {
    return this.asked.follow ? button(t('follow_decline'), { class: 'btn btn-plain', onclick: () => this.decline() }) : null;
  }

  async decline() {
    await this.app.act(async () => {
      const state = await this.app.api.post(`questions/${this.index}/decline`, { device: this.app.api.device });
      this.app.take(state.stage ? state : await this.app.api.get('state'));
      this.app.show();
    });
  }

  // What the server already has of this question (after a reload, on another device).
  adopt() {
    const attempts = [...(this.asked.attempts || [])].sort((a, b) => a.no - b.no);
    const last = attempts[attempts.length - 1];
    if (!last || this.current || last.id === this.dismissed) return;
    const mine = this.app.outbox.attempts.get(last.id);
    if (last.state === 'stored' || (mine && mine.ended && !mine.refused)) {
      this.current = { id: last.id, mode: last.mode, duration: last.duration_ms || (mine ? mine.duration : 0), interrupted: last.interrupted || Boolean(mine && mine.interrupted), playable: false };
      this.phase = 'listen';
    } else if (!mine && last.device !== this.app.api.device) this.elsewhere = true;
  }

  update() {
    if (this.answering.running || this.phase === 'keeping') return;
    const had = this.current;
    this.adopt();
    if (this.current !== had || this.phase === 'listen') this.drawDeck();
    if (this.current !== had) this.draw();
  }

  draw() {
    const { phase } = this;
    this.typed.node.hidden = !(this.mode === 'typed' && phase === 'ready');
    this.view.node.hidden = this.mode === 'typed' && phase === 'ready';
    fill(this.chooser, phase === 'ready' ? modeChooser(this.app.modes, this.mode, (mode) => this.choose(mode)) : null);
    fill(this.notices);
    if (phase === 'ready') this.drawReady();
    if (phase === 'listen') this.drawListen();
    this.drawDeck();
    this.drawSaved();
  }

  drawReady() {
    if (this.elsewhere) this.banner('info', 'devices', t('elsewhere'));
    if (this.mode === 'typed') { this.preparing.stop(); return; }
    if (recordingTrouble()) {
      this.view.showBlank('video-off', t(`trouble_${recordingTrouble()}`));
      this.noDevice(recordingTrouble());
    } else if (this.app.camera.ready(this.mode)) this.view.showLive(this.app.camera.stream, this.mode);
    else this.view.showBlank(this.mode === 'video' ? 'video' : 'microphone', t(this.mode === 'video' ? 'check_video' : 'check_audio'));
    this.preparing.start();
  }

  drawListen() {
    this.preparing.stop();
    const { current } = this;
    this.view.time(null);
    if (current.playable) this.view.showPlayback(current.addresses, current.mode);
    else this.view.showBlank('circle-check', t('saved_answer', { time: clockText(current.duration || 0) }));
    if (current.interrupted) this.banner('info', 'info-circle', t(current.reason ? `interrupted_${current.reason}` : 'interrupted'));
    this.app.say(t('recorded_say', { time: clockText(current.duration || 0) }));
  }

  banner(tone, name, words) { fill(this.notices, note(tone, name, words)); }

  noDevice(code) {
    const ways = [
      this.mode === 'video' && this.app.modes.includes('audio') && code !== 'unsupported' ? button(t('go_audio'), { class: 'btn btn-soft', onclick: () => this.choose('audio') }, 'microphone') : null,
      button(t('go_typed'), { class: 'btn btn-soft', onclick: () => this.choose('typed') }, 'keyboard'),
      ['unsupported', 'wechat'].includes(code) && this.mode !== 'typed' ? fileAnswer(this.app, this.index, (made) => this.took(made)) : null,
    ];
    fill(this.notices, troubleCard(code, ways));
  }

  // The bar under the thumb: hint, the one big act, recording again.
  drawDeck() {
    const side = (element) => h('div', { class: 'room-deck-side' }, element);
    const { phase } = this;
    this.foot.classList.toggle('room-deck-wide', phase === 'listen' || phase === 'keeping');
    if (phase === 'listen' || phase === 'keeping') {
      const free = this.current.interrupted;
      const can = free || this.retakes > 0;
      fill(this.foot,
        side(button(free ? t('again_free') : t('again', { count: this.retakes }), { class: 'btn btn-soft', disabled: !can || phase === 'keeping', onclick: () => this.again() }, 'rotate')),
        h('button', { type: 'button', class: 'btn btn-primary btn-wide', disabled: phase === 'keeping', onclick: () => this.keep() }, phase === 'keeping' ? h('span', { class: 'room-spin', 'aria-hidden': 'true' }) : null, h('span', null, t(phase === 'keeping' ? 'keeping' : this.last ? 'keep_last' : 'keep'))));
      return;
    }
    if (this.mode === 'typed') {
      fill(this.foot, h('button', { type: 'button', class: 'btn btn-primary btn-wide', onclick: () => this.keepTyped() }, h('span', null, t(this.last ? 'keep_last' : 'keep'))), this.declineButton());
      return;
    }
    const hint = this.hint ? h('button', { type: 'button', class: 'btn btn-plain', 'aria-expanded': String(!this.hint.hidden), 'aria-controls': 'question-hint', onclick: (event) => this.turnHint(event.currentTarget) }, t(this.hint.hidden ? 'hint' : 'hint_hide')) : null;
    const on = phase === 'recording';
    const record = h('button', { type: 'button', class: `room-record${on ? ' room-record-on' : ''}`, 'aria-label': t(on ? 'stop' : this.app.camera.ready(this.mode) ? 'start' : 'open_device'), onclick: () => (on ? this.answering.stop() : this.begin()) }, h('span'));
    const words = h('span', { class: 'room-deck-words', 'aria-hidden': 'true' }, t(on ? 'stop' : this.app.camera.ready(this.mode) ? 'start' : 'open_device'));
    fill(this.foot, side(hint), h('div', { class: 'room-deck-centre' }, record, words), side(!on && this.asked.follow ? this.declineButton() : h('span', { class: 'room-deck-note' }, this.asked.attempts && this.asked.attempts.length ? t('retakes_now', { count: this.retakes }) : t('retakes_later', { count: this.retakes }))));
  }

  turnHint(pressed) {
    this.hint.hidden = !this.hint.hidden;
    pressed.setAttribute('aria-expanded', String(!this.hint.hidden));
    pressed.textContent = t(this.hint.hidden ? 'hint' : 'hint_hide');
  }

  get last() { return this.asked.last === undefined ? this.index + 1 >= this.asked.total : this.asked.last; }

  drawSaved() {
    const id = this.answering.id || (this.current && this.current.id);
    const figures = this.app.outbox.figures(id || '');
    const seconds = (ms) => Math.round(ms / 1000);
    const shown = id && this.phase !== 'ready' && (this.answering.running || (figures.saved > 0 && !figures.done));
    this.view.keepsake(shown ? t('saved', { saved: seconds(figures.saved), uploaded: seconds(figures.uploaded) }) : this.current && this.phase !== 'ready' && figures.saved ? t('all_saved') : '');
    const behind = id && figures.pending > 0 && (figures.failing || !navigator.onLine);
    if (behind && !this.linkNotice.firstChild) fill(this.linkNotice, note('warning', 'wifi-off', t('link_weak')));
    if (!behind) fill(this.linkNotice);
  }

  // ---- acts ------------------------------------------------------------------------------------------------------
  choose(mode) {
    if (this.answering.running) return;
    this.mode = mode;
    this.app.mode = mode;
    if (mode !== 'video' && this.app.camera.ready('audio') && this.app.camera.picture) this.app.camera.dropPicture();
    this.draw();
    if (mode === 'typed') this.typed.focus();
  }

  async begin() {
    if (this.app.busy) return;
    fill(this.notices);
    if (!this.app.camera.ready(this.mode)) {
      try { await this.app.camera.open(this.mode); } catch (fault) {
        if (!fault.code) throw fault;
        this.app.telemetry.note('device_trouble', { code: fault.code });
        this.noDevice(fault.code);
        return;
      }
      this.draw();
      return;
    }
    const started = await this.app.act(() => this.answering.start({ index: this.index, mode: this.mode, limit: this.asked.answer_s }));
    if (!started) return;
    this.preparing.stop();
    this.elsewhere = false;
    this.phase = 'recording';
    this.draw();
    this.app.drawBar();
    this.foot.querySelector('.room-record').focus({ preventScroll: true });
  }

  recorded({ id, addresses, duration, mode, interrupted, reason }) {
    this.endedAt = performance.now();
    if (this.app.outbox.figures(id).saved === 0) { // stopped before the first sound came through
      this.phase = 'ready';
      this.dismissed = id;
      if (this.gone) return;
      this.draw();
      this.app.drawBar();
      this.banner('info', 'info-circle', t('too_short'));
      return;
    }
    this.took({ id, mode, duration, interrupted, reason, addresses, playable: addresses.length > 0 });
    this.app.outbox.settled(id).then(() => { if (!this.gone) this.app.refresh(); });
  }

  took(made) {
    this.forget();
    this.current = made;
    this.phase = 'listen';
    if (this.gone) return;
    this.draw();
    this.app.drawBar();
    const primary = this.foot.querySelector('.btn-primary');
    if (primary) primary.focus({ preventScroll: true });
  }

  async again() {
    const { id } = this.current;
    this.phase = 'keeping';
    this.drawDeck();
    await this.app.outbox.settled(id);
    await this.app.refresh();
    if (this.gone) return;
    this.forget();
    this.dismissed = id;
    this.current = null;
    this.phase = 'ready';
    this.draw();
  }

  async keep() {
    const { id } = this.current;
    this.phase = 'keeping';
    this.drawDeck();
    const kept = await this.app.act(async () => {
      await this.app.outbox.settled(id); // the server keeps only what it holds whole; a weak link gets the time it needs
      const state = await this.keepNow(id);
      this.app.take(await this.followed(state.stage ? state : await this.app.api.get('state')));
      this.app.show();
    });
    if (!kept && !this.gone) { this.phase = 'listen'; this.drawDeck(); }
  }

  keepNow(id) { return this.app.api.post(`questions/${this.index}/keep`, { attempt: id }); }

  // What was said is being read: a follow-up that comes within eight seconds of the last word is asked at once, a later
  // one before handing in.
  async followed(kept) {
    let state = kept;
    while (state.follow_wait && performance.now() < (this.endedAt || 0) + FOLLOW_PATIENCE) {
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
      state = await this.app.api.get('state');
    }
    const due = (state.answers || []).find((one) => one.follow && !one.follow.declined && one.status === 'open' && one.number === this.asked.number);
    if (!due || (state.stage === 'question' && state.question.index === due.index)) return state;
    return this.app.api.post(`questions/${due.index}/take`, { device: this.app.api.device });
  }

  async keepTyped() {
    const trouble = this.typed.trouble();
    if (trouble) { this.app.trouble(trouble); this.typed.focus(); return; }
    await this.app.act(async () => {
      const id = await this.typed.send(this.index);
      const state = await this.keepNow(id);
      this.typed.clear();
      this.app.take(state.stage ? state : await this.app.api.get('state'));
      this.app.show();
    });
  }

  forget() {
    if (this.current && this.current.addresses) this.current.addresses.forEach((address) => URL.revokeObjectURL(address));
  }

  leave() {
    this.gone = true;
    this.app.outbox.removeEventListener('change', this.paintSaved);
    this.preparing.stop();
    if (this.answering.running) this.answering.stop('left');
    this.forget();
    this.view.drop();
  }
}
