// The typed answer: a field that keeps its draft on this device until it is handed over.
import { h } from './dom.js';
import { t } from './words.js';

const LONGEST = 5000;
const SHORT = 20;

export class TypedAnswer {
  constructor(app, asked) {
    this.app = app;
    this.key = `bole_draft_${location.pathname}#${asked.id}`;
    this.count = h('span', { class: 'room-count-words', role: 'status' });
    this.field = h('textarea', {
      class: 'form-control room-text', id: 'typed-answer', rows: 10, maxlength: (app.state.plan || {}).typed_characters || LONGEST, placeholder: t('typed_placeholder'),
      value: this.draft(), oninput: () => { this.keep(); this.paint(); },
    });
    this.node = h('div', { class: 'room-typed' }, h('label', { class: 'form-label', for: 'typed-answer' }, t('typed_label')), this.field, h('div', { class: 'room-typed-foot' }, h('span', null, t('typed_note')), this.count));
    this.paint();
  }

  draft() { try { return localStorage.getItem(this.key) || ''; } catch { return ''; } }

  keep() { try { localStorage.setItem(this.key, this.field.value); } catch { /* the field itself still holds it */ } }

  clear() { try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ } }

  paint() { this.count.textContent = t('typed_count', { count: [...this.field.value.trim()].length }); }

  focus() { this.field.focus(); }

  trouble() {
    const length = [...this.field.value.trim()].length;
    if (!length) return t('typed_empty');
    if (length < SHORT && !this.warned) { this.warned = true; return t('typed_short'); }
    return '';
  }

  // Begins the attempt once, however often sending has to be tried again. Returns its id.
  async send(index) {
    const { api } = this.app;
    if (!this.id) {
      const { attempt } = await api.post(`questions/${index}/attempts`, { mode: 'typed', mime: 'text/plain', device: api.device });
      this.id = attempt.id;
    }
    await api.post(`attempts/${this.id}/typed`, { text: this.field.value.trim() });
    return this.id;
  }
}
