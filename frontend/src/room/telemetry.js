// What happened on this device, for finding out later why something failed. No content, only kinds and times.
const SEND_EVERY = 10000;

export class Telemetry {
  constructor(api) {
    this.api = api;
    this.waiting = [];
    setInterval(() => this.flush(), SEND_EVERY);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.flush(true); });
  }

  note(kind, data = {}) {
    this.waiting.push({ kind, at: new Date().toISOString(), data });
    if (this.waiting.length > 200) this.waiting.splice(0, 100);
  }

  async flush(leaving = false) {
    if (!this.waiting.length) return;
    const events = this.waiting.splice(0);
    try {
      await this.api.send('POST', 'events', { json: { events }, keepalive: leaving });
    } catch {
      this.waiting.unshift(...events);
    }
  }
}
