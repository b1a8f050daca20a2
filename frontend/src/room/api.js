// The room's requests. The link itself is the credential; every request says which device speaks.
const base = new URL('./', location.href).href.replace(/[?#].*$/, '');

export class Offline extends Error {}

export class Refusal extends Error {
  // A refusal is final only when it is our own JSON: a proxy's page of any status is treated as a passing fault.
  constructor(status, body) {
    super(body.code);
    this.status = status;
    this.code = body.code;
    this.sentence = body.sentence || '';
    this.data = body.data || {};
    this.body = body;
  }
}

async function read(answer) {
  const text = await answer.text();
  try { return text ? JSON.parse(text) : {}; } catch { return null; }
}

export class Api {
  constructor(device) { this.device = device; }

  async send(method, path, { json, body, headers = {}, keepalive = false, patience = 30000 } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    let answer;
    let value;
    try {
      answer = await fetch(base + path, {
        method,
        keepalive,
        signal: stop.signal,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: { 'X-Device': this.device, ...(json ? { 'Content-Type': 'application/json' } : {}), ...headers },
        body: json ? JSON.stringify(json) : body,
      });
      value = await read(answer);
    } catch (fault) {
      throw new Offline(String(fault));
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok && value !== null) return { status: answer.status, ...value };
    if (value && value.missing && !value.code) value.code = 'missing';
    if (value && value.code && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      throw new Refusal(answer.status, value);
    }
    throw new Offline(`status ${answer.status}`);
  }

  get(path) { return this.send('GET', path); }

  post(path, json = {}) { return this.send('POST', path, { json }); }
}
