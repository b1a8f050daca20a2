// The outbox: every part is hashed and stored here before it is sent, and leaves only when the server acknowledged it.
import { Offline, Refusal } from './api.js';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8000;
const HASH_TRIES = 3;
const CAPTION_TRIES = 5;
const STALE_BEAT = 10000;

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const online = () => new Promise((resolve) => { window.addEventListener('online', resolve, { once: true }); });

export async function sha256(buffer) {
  const digest = await crypto.subtle.digest('SHA-256', buffer);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// How many parts from 0 on are there without a gap.
export function contiguous(have) {
  const set = new Set(have);
  let count = 0;
  while (set.has(count)) count += 1;
  return count;
}

export class Outbox extends EventTarget {
  constructor(store, api) {
    super();
    this.store = store;
    this.api = api;
    this.attempts = new Map();
    this.chain = Promise.resolve();
    this.pumping = false;
    this.failing = false;
    this.locks = new Map();
    this.paused = false;
    this.held = new Set(); // attempts that came too late: kept here, in case the window is opened again
    window.addEventListener('online', () => this.pump());
  }

  changed() { this.dispatchEvent(new Event('change')); }

  // ---- recording -------------------------------------------------------------------------------------------------
  async begin({ id, question, mode }) {
    const row = { id, question, mode, next: 0, tracks: [], spans: [], uploaded: 0, ended: false, duration: 0, interrupted: false, beat: Date.now(), tries: {} };
    this.attempts.set(id, row);
    this.hold(id);
    await this.store.put('attempts', row);
  }

  add(id, { track, mime, blob, ms }) {
    const row = this.attempts.get(id);
    this.chain = this.chain.then(async () => {
      if (row.full || row.refused) return;
      const buf = await blob.arrayBuffer(); // not the Blob itself: old WebKit loses Blobs kept in IndexedDB
      const seq = row.next;
      const sha = await sha256(buf);
      const known = row.tracks.find((one) => one.track === track);
      if (known) known.last = seq;
      else row.tracks.push({ track, mime, first: seq, last: seq });
      row.next = seq + 1;
      row.spans.push(Math.round(ms));
      row.beat = Date.now();
      await this.store.put('parts', { id, seq, track, buf, sha, ms: Math.round(ms) });
      await this.store.put('attempts', row);
      this.changed();
      this.pump();
    });
    return this.chain;
  }

  async end(id, { duration, interrupted, captions = [] }) {
    await this.chain;
    const row = this.attempts.get(id);
    if (row.refused === 'withdrawn') { this.release(id); return; }
    row.ended = true;
    row.duration = Math.round(duration);
    row.interrupted = interrupted;
    row.captions = captions;
    await this.store.put('attempts', row);
    this.release(id);
    this.changed();
    this.pump();
  }

  // ---- figures ---------------------------------------------------------------------------------------------------
  figures(id) {
    const row = this.attempts.get(id);
    if (!row) return { saved: 0, uploaded: 0, pending: 0, done: true, failing: this.failing };
    const saved = row.spans.reduce((sum, ms) => sum + ms, 0);
    const sent = row.spans.slice(0, row.uploaded).reduce((sum, ms) => sum + ms, 0);
    return { saved, uploaded: sent, pending: row.next - row.uploaded, done: Boolean(row.done), refused: row.refused || '', full: Boolean(row.full), failing: this.failing };
  }

  get waiting() { return [...this.attempts.values()].filter((row) => !row.done && !row.refused && row.ended); }

  settled(id) {
    const over = () => { const row = this.attempts.get(id); return !row || row.done || row.refused; };
    return new Promise((resolve) => {
      const look = () => {
        if (!over()) return;
        this.removeEventListener('change', look);
        resolve(this.attempts.get(id) || null);
      };
      this.addEventListener('change', look);
      look();
    });
  }

  // ---- sending ---------------------------------------------------------------------------------------------------
  async pump() {
    if (this.pumping) { this.again = true; return; }
    this.pumping = true;
    let wait = FIRST_PAUSE;
    try {
      do {
        this.again = false;
        try {
          while (await this.step()) wait = FIRST_PAUSE;
          if (this.failing) { this.failing = false; this.changed(); }
        } catch (fault) {
          if (!(fault instanceof Offline)) throw fault;
          if (!this.failing) { this.failing = true; this.changed(); }
          await Promise.race([pause(wait), online()]);
          wait = Math.min(wait * 2, LONGEST_PAUSE);
          this.again = true;
        }
      } while (this.again);
    } finally {
      this.pumping = false;
    }
  }

  // While consent is being withdrawn nothing leaves: resolves once what was on its way has been answered.
  async pause() {
    this.paused = true;
    while (this.pumping) await pause(50);
  }

  resume() {
    this.paused = false;
    this.pump();
  }

  // Consent is withdrawn: what has not been sent leaves this device unsent.
  async abandon() {
    await this.chain;
    for (const row of this.attempts.values()) {
      row.refused = 'withdrawn';
      for (const part of await this.store.partsOf(row.id)) await this.store.remove('parts', [row.id, part.seq]);
      await this.forget(row);
    }
    this.changed();
  }

  // One part, or one finish, or the captions of one take. Returns false when there is nothing left to do.
  async step() {
    if (this.paused) return false;
    const part = await this.store.first(this.held);
    if (part) { await this.sendPart(part); return true; }
    const rows = [...this.attempts.values()];
    const row = rows.find((one) => one.ended && !one.done && !one.refused);
    if (row) { await this.sendFinish(row); return true; }
    const heard = rows.find((one) => one.done && one.captions && one.captions.length);
    if (!heard) return false;
    await this.sendCaptions(heard);
    return true;
  }

  async sendPart(part) {
    const row = this.attempts.get(part.id);
    try {
      await this.api.send('PUT', `attempts/${part.id}/parts/${part.seq}`, {
        body: part.buf,
        headers: { 'Content-Type': 'application/octet-stream', 'X-Sha256': part.sha, 'X-Track': String(part.track) },
      });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      await this.refusedPart(part, row, fault);
      return;
    }
    await this.store.remove('parts', [part.id, part.seq]);
    if (row) { row.uploaded = Math.max(row.uploaded, part.seq + 1); row.beat = Date.now(); }
    if (this.failing) this.failing = false;
    this.changed();
  }

  async refusedPart(part, row, fault) {
    const tries = row ? (row.tries[part.seq] = (row.tries[part.seq] || 0) + 1) : HASH_TRIES;
    if (fault.status === 422 && tries < HASH_TRIES) throw new Offline('damaged on the way'); // send the same bytes again
    if (fault.status === 410) {
      this.held.add(part.id);
      if (row) row.refused = fault.code;
      this.changed();
      return;
    }
    for (const one of await this.store.partsOf(part.id)) await this.store.remove('parts', [part.id, one.seq]);
    if (row && row.uploaded > 0) { // what is there is a whole answer up to here
      this.cut(row, row.uploaded);
      row.full = true;
      await this.store.put('attempts', row);
    } else if (row) { row.refused = fault.code; await this.forget(row); }
    this.changed();
  }

  async sendFinish(row) {
    const body = { count: row.next, duration_ms: row.duration, mode: row.mode, interrupted: row.interrupted, tracks: row.tracks };
    try {
      const answer = await this.api.post(`attempts/${row.id}/finish`, body);
      row.done = true;
      row.sha256 = answer.sha256;
      if (row.captions && row.captions.length) await this.store.put('attempts', row);
      else await this.forget(row);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      const missing = fault.body.missing || fault.data.missing;
      if (missing && missing.length && Math.min(...missing) > 0) { this.cut(row, Math.min(...missing)); await this.store.put('attempts', row); }
      else { row.refused = fault.code; await this.forget(row); }
    }
    this.changed();
  }

  // What was heard on this device, once the recording is safe. It is an extra, which nothing waits for.
  async sendCaptions(row) {
    const words = row.captions.filter(([, start]) => start <= row.duration);
    const body = { words, text: words.map(([text]) => text).join('\n'), engine: 'browser-on-device' };
    try {
      if (words.length) await this.api.post(`attempts/${row.id}/captions`, body);
    } catch (fault) {
      row.captionTries = (row.captionTries || 0) + (navigator.onLine ? 1 : 0);
      if (!(fault instanceof Refusal) && row.captionTries < CAPTION_TRIES) throw fault;
    }
    row.captions = [];
    await this.forget(row);
  }

  async forget(row) { await this.store.remove('attempts', row.id); }

  cut(row, count) {
    row.next = count;
    row.spans = row.spans.slice(0, count);
    row.duration = row.spans.reduce((sum, ms) => sum + ms, 0);
    row.tracks = row.tracks.filter((one) => one.first < count).map((one) => ({ ...one, last: Math.min(one.last, count - 1) }));
    row.uploaded = Math.min(row.uploaded, count);
    row.interrupted = true;
  }

  // ---- after a crash ---------------------------------------------------------------------------------------------
  // Attempts that were cut off: send what is here, ask what the server has, finish with what joins without a gap.
  async salvage() {
    const rows = await this.store.all('attempts');
    let saved = 0;
    for (const row of rows) {
      if (this.attempts.has(row.id) || (await this.isAlive(row))) continue;
      row.refused = ''; // a window that was closed may be open again
      this.attempts.set(row.id, row);
      const left = await this.store.partsOf(row.id);
      row.uploaded = left.length ? left[0].seq : row.next;
      if (!row.ended) { await this.close(row); saved += 1; }
    }
    this.pump();
    return saved;
  }

  async close(row) {
    const left = (await this.store.partsOf(row.id)).map((part) => part.seq);
    let have = [];
    for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      try { have = (await this.api.get(`attempts/${row.id}/parts`)).have || []; break; } catch (fault) {
        if (fault instanceof Refusal) break;
        await Promise.race([pause(wait), online()]);
      }
    }
    const count = contiguous([...left, ...have]);
    this.cut(row, Math.min(count, row.spans.length));
    row.ended = true;
    if (row.next === 0) { row.refused = 'empty'; await this.forget(row); } else await this.store.put('attempts', row);
  }

  // Another tab may be recording this very attempt: a held lock (or a fresh beat, where there are no locks) says so.
  async isAlive(row) {
    if (row.ended) return false;
    if (navigator.locks) {
      return navigator.locks.request(`bole-attempt-${row.id}`, { ifAvailable: true }, (lock) => lock === null);
    }
    return Date.now() - row.beat < STALE_BEAT;
  }

  hold(id) {
    if (!navigator.locks) return;
    navigator.locks.request(`bole-attempt-${id}`, () => new Promise((resolve) => { this.locks.set(id, resolve); }));
  }

  release(id) {
    const free = this.locks.get(id);
    if (free) free();
    this.locks.delete(id);
  }
}
