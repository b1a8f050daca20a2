// The room as a whole: the server's state, this device's means, and the one screen that is shown.
import { Offline, Refusal } from './api.js';
import { button, fill, h, icon } from './dom.js';
import { openHelp } from './help.js';
import { screenFor } from './screens.js';
import { currentLanguage, has, switchLanguage, t } from './words.js';

const LOOK_EVERY = 15000;
const SOON = 45 * 60000;

// A follow-up counts as the question it belongs to.
const numberOf = (question) => question.number || question.index + 1;

export class App {
  constructor({ root, state, api, outbox, camera, telemetry }) {
    Object.assign(this, { root, state, api, outbox, camera, telemetry });
    this.mode = '';
    this.busy = false;
    this.linkWeak = false;
    this.local = {};
    this.known = 0; // rises with each state taken in
    this.clockOffset = state.now ? Date.parse(state.now) - Date.now() : 0;
    this.frame();
  }

  get leads() { return !this.state.leader_device || this.state.leader_device === this.api.device; }

  get title() { return (this.state.plan || {}).title || this.state.company || ''; }

  granted(key) {
    const layer = ((this.state.consent || {}).layers || []).find((one) => one.key === key);
    return !layer || Boolean(layer.granted);
  }

  // The ways of answering that the plan offers and the consent allows, best first.
  get modes() {
    const offered = (this.state.plan || {}).modes || ['video', 'audio', 'typed'];
    return offered.filter((mode) => mode === 'typed' || (this.granted('recording') && (mode !== 'video' || this.granted('video'))));
  }

  // ---- the frame -------------------------------------------------------------------------------------------------
  frame() {
    this.bar = h('header', { class: 'room-bar' });
    this.line = h('div', { class: 'room-line', role: 'progressbar', 'aria-valuemin': '0', hidden: true }, h('span'));
    this.banners = h('div', { class: 'room-banners', role: 'alert' });
    this.main = h('main', { id: 'room-main', class: 'room-main' });
    this.live = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
    fill(this.root, h('div', { class: 'room-top' }, this.bar, this.line), this.banners, this.main, this.live);
  }

  drawBar() {
    const question = this.state.stage === 'question' && this.leads ? this.state.question : null;
    fill(
      this.bar,
      h('div', { class: 'room-title' }, this.title, h('span', { class: 'room-kind' }, t('kind'))),
      this.state.demo ? h('span', { class: 'badge room-demo' }, t('demo')) : null,
      this.timeLeft ? h('span', { class: 'badge room-demo' }, this.timeLeft) : null,
      question ? h('div', { class: 'room-count' }, t('count', { index: numberOf(question), total: question.total })) : null,
      h('button', { type: 'button', class: 'btn btn-plain room-tool', onclick: () => this.speak() }, currentLanguage() === 'en' ? '中文' : 'English'),
      h('button', { type: 'button', class: 'btn btn-plain btn-icon room-tool', 'aria-label': t('help_open'), title: t('help_open'), onclick: () => openHelp(this) }, icon('help-circle')),
    );
    this.line.hidden = !question;
    if (question) {
      this.line.setAttribute('aria-valuemax', question.total);
      this.line.setAttribute('aria-valuenow', numberOf(question));
      this.line.setAttribute('aria-label', t('count', { index: numberOf(question), total: question.total }));
      this.line.firstChild.style.width = `${(100 * numberOf(question)) / question.total}%`;
    }
  }

  // Shown only when the end is near: nobody needs a clock for three days.
  get timeLeft() {
    if (!this.state.deadline || ['done', 'closed'].includes(this.state.stage)) return '';
    const left = Date.parse(this.state.deadline) - (Date.now() + this.clockOffset);
    return left > 0 && left < SOON ? t('closes_soon', { minutes: Math.max(1, Math.round(left / 60000)) }) : '';
  }

  // ---- which screen ----------------------------------------------------------------------------------------------
  show(force = false) {
    const screen = screenFor(this);
    const key = `${screen.key}|${currentLanguage()}`;
    document.title = this.title || document.title;
    this.drawBar();
    if (!force && this.shown && this.shown.key === key) {
      if (this.shown.update) this.shown.update();
      return;
    }
    if (this.shown && this.shown.leave) this.shown.leave();
    this.shown = null;
    this.trouble('');
    const made = screen.build(this);
    fill(this.main, made.node);
    this.shown = { key, update: made.update, leave: made.leave, holds: made.holds };
    this.main.className = `room-main at-${screen.key.split(':')[0]}`;
    window.scrollTo(0, 0);
    const heading = this.main.querySelector('h1');
    if (heading && this.started) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
    this.started = true;
  }

  speak() {
    if (this.shown && this.shown.holds && this.shown.holds()) return;
    switchLanguage();
    this.show(true);
    this.refresh();
  }

  say(words) { this.live.textContent = words; }

  // ---- acts ------------------------------------------------------------------------------------------------------
  take(state) {
    if (!state || !state.stage) return;
    this.known += 1;
    this.state = state;
    if (state.now) this.clockOffset = Date.parse(state.now) - Date.now();
  }

  // An answer that was under way while an act brought a newer state is of the past: shown, it would put the candidate
  // back on the screen they have just left, with what they had chosen there gone.
  async refresh() {
    const known = this.known;
    try {
      const state = await this.api.get('state');
      if (known !== this.known) return;
      this.take(state);
      this.show();
    } catch (fault) {
      if (fault instanceof Refusal) this.trouble(this.words(fault));
    }
  }

  // Runs one act of the person. Refusals are shown in one sentence; nothing is lost when the network fails.
  async act(work, { quiet = false } = {}) {
    if (this.busy) return false;
    this.busy = true;
    this.root.setAttribute('aria-busy', 'true');
    if (!quiet) this.trouble('');
    try {
      await work();
      return true;
    } catch (fault) {
      if (fault instanceof Refusal) {
        if (fault.status === 409 || fault.status === 410) await this.refresh(); // the interview has moved on elsewhere
        this.trouble(this.words(fault));
      } else if (fault instanceof Offline) this.trouble(t('offline_act'));
      else throw fault;
      return false;
    } finally {
      this.busy = false;
      this.root.removeAttribute('aria-busy');
    }
  }

  words(fault) {
    const own = `refused_${fault.code}`;
    return fault.sentence || (has(own) ? t(own) : t('refused'));
  }

  trouble(words) {
    fill(this.banners, words ? h('div', { class: 'alert alert-danger room-note' }, icon('alert-triangle'), h('div', { class: 'room-note-words' }, words), h('button', { type: 'button', class: 'btn-close', 'aria-label': t('close'), onclick: () => this.trouble('') })) : null);
    if (words) this.banners.scrollIntoView({ block: 'nearest' });
  }

  stage(to) {
    return this.act(async () => {
      const state = await this.api.post('stage', { to, device: this.api.device });
      this.take(state.stage ? state : await this.api.get('state'));
      this.show();
    });
  }

  lead() {
    return this.act(async () => {
      const state = await this.api.post('lead', { device: this.api.device });
      this.take(state.stage ? state : await this.api.get('state'));
      this.show();
    });
  }

  // The way to a person, and back again while the window lasts.
  humanRoute({ undo = false } = {}) {
    return this.act(async () => {
      const state = await this.api.post('human-route', undo ? { undo } : {});
      this.take(state.stage ? state : await this.api.get('state'));
      this.show();
    });
  }

  // ---- watching --------------------------------------------------------------------------------------------------
  watch() {
    const look = () => { if (document.visibilityState === 'visible' && !this.busy) this.refresh(); };
    setInterval(look, LOOK_EVERY);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look(); });
    window.addEventListener('offline', () => this.telemetry.note('offline'));
    window.addEventListener('online', () => { this.telemetry.note('online'); look(); });
    window.addEventListener('beforeunload', (event) => {
      if (!this.outbox.waiting.length && !this.local.recording) return;
      event.preventDefault();
      event.returnValue = '';
    });
  }

  goButton(words, work, props = {}) {
    return button(words, { class: 'btn btn-primary btn-wide', ...props, onclick: work });
  }
}
