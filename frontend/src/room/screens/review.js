// Before handing in: what was understood of each answer, to correct; or to type, where nothing could listen.
import { button, clockText, fill, h, note } from '../dom.js';
import { t } from '../words.js';

const LOOK_EVERY = 4000;

class Row {
  constructor(app, transcript) {
    this.app = app;
    this.transcript = transcript;
    this.dirty = false;
    this.node = h('section', { class: 'card room-answer' });
    this.draw();
  }

  update(transcript) {
    const same = JSON.stringify(transcript) === JSON.stringify(this.transcript);
    this.transcript = transcript;
    if (!same && !this.dirty) this.draw();
  }

  get answer() { return (this.app.state.answers || []).find((one) => one.index === this.transcript.index) || {}; }

  get mode() { return this.answer.mode || 'typed'; }

  get title() {
    const index = this.answer.number || this.transcript.index + 1;
    return this.answer.follow ? t('follow_eyebrow', { index }) : t('answer_title', { index });
  }

  // The way of answering, with its length where there is one.
  get how() {
    const kept = (this.answer.attempts || []).find((one) => one.id === this.transcript.attempt) || {};
    const words = t(`mode_${this.mode}`);
    return this.mode !== 'typed' && kept.duration_ms ? `${words} ${clockText(kept.duration_ms)}` : words;
  }

  draw() {
    const { transcript: one } = this;
    const id = `transcript-${one.index}`;
    const head = h('div', { class: 'room-answer-head' },
      h('h2', { class: 'room-h2' }, this.title),
      h('span', { class: 'badge room-needed' }, this.how),
      this.answer.text ? h('p', { class: 'room-asked' }, this.answer.text) : null);
    if (one.state === 'pending') {
      fill(this.node, h('div', { class: 'card-body' }, head, h('p', { class: 'room-waiting' }, h('span', { class: 'room-spin', 'aria-hidden': 'true' }), t('transcript_pending'))));
      return;
    }
    this.text = h('textarea', { class: 'form-control room-text', id, rows: one.text ? Math.min(10, 3 + Math.ceil(one.text.length / 60)) : 4, value: one.text || '', oninput: () => { this.dirty = true; this.save.disabled = false; this.said.textContent = ''; } });
    this.save = button(t('transcript_save'), { class: 'btn btn-outline-primary btn-sm', disabled: true, onclick: () => this.store() }, 'check');
    this.said = h('span', { class: 'room-said', role: 'status' });
    const heard = one.source === 'on_device_caption' ? 'transcript_device' : 'transcript_ready';
    const label = one.state === 'none' ? 'transcript_none' : one.state === 'typed' || this.mode === 'typed' ? 'transcript_typed' : heard;
    fill(this.node, h('div', { class: 'card-body' }, head,
      h('label', { class: 'form-label', for: id }, t(label)), this.text,
      h('div', { class: 'room-actions' }, this.save, this.said)));
  }

  async store() {
    const { transcript: one } = this;
    const text = this.text.value;
    await this.app.act(async () => {
      const answer = await this.app.api.post(`attempts/${one.attempt}/transcript`, { text, version: one.version });
      this.transcript = { ...one, text, version: answer.version === undefined ? one.version : answer.version, state: answer.state || one.state };
      this.dirty = this.text.value !== text;
      this.save.disabled = !this.dirty;
      this.said.textContent = t('transcript_saved');
    });
  }
}

// Follow-ups that came after the candidate had gone on.
function followCard(app, open) {
  const turn = (one, verb) => app.act(async () => {
    const state = await app.api.post(`questions/${one.index}/${verb}`, { device: app.api.device });
    app.take(state.stage ? state : await app.api.get('state'));
    app.show();
  });
  return h('section', { class: 'card' }, h('div', { class: 'card-body' },
    h('h2', { class: 'room-h2' }, t('follow_open_title')), h('p', { class: 'room-lead' }, t('follow_open_lead')),
    ...open.map((one) => h('div', null, h('p', null, t('follow_eyebrow', { index: one.number }), ' ', one.text),
      h('div', { class: 'room-actions' },
        button(t('follow_take'), { class: 'btn btn-primary btn-sm', onclick: () => turn(one, 'take') }),
        button(t('follow_decline'), { class: 'btn btn-plain btn-sm', onclick: () => turn(one, 'decline') }))))));
}

export function review(app) {
  const rows = new Map();
  const list = h('div', { class: 'room-answers' });
  const follow = h('div', { 'aria-live': 'polite' });
  const lead = h('p', { class: 'room-lead' });
  const state = h('p', { class: 'room-foot-note', role: 'status' });
  const foot = h('div', { class: 'room-foot' });
  let timer = 0;

  function update() {
    const transcripts = app.state.transcripts || [];
    for (const one of transcripts) {
      if (rows.has(one.index)) rows.get(one.index).update(one);
      else { const row = new Row(app, one); rows.set(one.index, row); list.append(row.node); }
    }
    const open = (app.state.answers || []).filter((one) => one.follow && !one.follow.declined && one.status === 'open');
    fill(follow, open.length ? followCard(app, open) : null);
    const waiting = transcripts.some((one) => one.state === 'pending');
    lead.textContent = t(waiting ? 'review_lead_waiting' : 'review_lead');
    clearTimeout(timer);
    if (waiting) timer = setTimeout(() => { if (!app.busy) app.refresh(); }, LOOK_EVERY);
  }

  async function hand() {
    await app.act(async () => {
      for (const row of rows.values()) {
        if (row.dirty) {
          const answer = await app.api.post(`attempts/${row.transcript.attempt}/transcript`, { text: row.text.value, version: row.transcript.version });
          row.dirty = false;
          if (answer.version !== undefined) row.transcript.version = answer.version;
        }
      }
      sure.disabled = true;
      try {
        if (app.outbox.waiting.length) state.textContent = t('review_uploading');
        await Promise.all(app.outbox.waiting.map((row) => app.outbox.settled(row.id)));
        state.textContent = '';
        const answer = await app.api.post('submit');
        app.take(answer.stage ? answer : await app.api.get('state'));
        if (!app.state.receipt && answer.receipt) app.state.receipt = answer.receipt;
        app.show();
      } finally { sure.disabled = false; }
    });
  }

  // Handing in cannot be taken back: it is asked once, where the thumb already is.
  const sure = app.goButton(t('review_sure'), () => hand());
  const submit = app.goButton(t('review_go'), () => ask(true));
  const back = button(t('review_back'), { class: 'btn btn-plain', onclick: () => ask(false) });
  function ask(yes) {
    if (yes) fill(foot, h('p', { class: 'room-foot-note', role: 'status' }, t('review_ask')), sure, back, state);
    else fill(foot, submit, state);
    (yes ? back : submit).focus({ preventScroll: true }); // an Enter held down must not hand in
  }

  fill(foot, submit, state);
  update();
  const node = h('div', { class: 'room-screen room-reading' },
    h('h1', null, t('review_title')), lead, follow, list,
    note('info', 'info-circle', h('span', null, t('review_note'))),
    foot);
  return { node, update, leave: () => clearTimeout(timer), holds: () => [...rows.values()].some((row) => row.dirty) };
}
