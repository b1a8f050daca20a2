// What must outlive a crash: numbered parts that the server has not acknowledged, and the attempts they belong to.
// IndexedDB where there is one; in a private window that refuses it, memory for as long as the page lives.

function wait(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('parts', { keyPath: ['id', 'seq'] });
      request.result.createObjectStore('attempts', { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

class Disk {
  constructor(db) { this.db = db; this.lasting = true; }

  // A put is done when its transaction is: only then would the part survive the next second.
  change(name, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(name, 'readwrite', { durability: 'strict' });
      act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  put(name, row) { return this.change(name, (rows) => rows.put(row)); }

  remove(name, key) { return this.change(name, (rows) => rows.delete(key)); }

  all(name) { return wait(this.db.transaction(name).objectStore(name).getAll()); }

  // The oldest part that does not belong to an attempt named in `skip`.
  async first(skip) {
    let range = null;
    for (;;) {
      const [part] = await wait(this.db.transaction('parts').objectStore('parts').getAll(range, 1));
      if (!part || !skip.has(part.id)) return part || null;
      range = IDBKeyRange.lowerBound([part.id, Infinity], true);
    }
  }

  partsOf(id) { return wait(this.db.transaction('parts').objectStore('parts').getAll(IDBKeyRange.bound([id, 0], [id, Infinity]))); }
}

class Memory {
  constructor() { this.lasting = false; this.rows = { parts: new Map(), attempts: new Map() }; }

  key(name, row) { return name === 'parts' ? `${row.id}/${String(row.seq).padStart(6, '0')}` : row.id; }

  async put(name, row) { this.rows[name].set(this.key(name, row), row); }

  async remove(name, key) {
    this.rows[name].delete(Array.isArray(key) ? this.key(name, { id: key[0], seq: key[1] }) : key);
  }

  async all(name) { return [...this.rows[name].entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row); }

  async first(skip) { return (await this.all('parts')).find((part) => !skip.has(part.id)) || null; }

  async partsOf(id) { return (await this.all('parts')).filter((row) => row.id === id); }
}

// Each interview has a base of its own: a part must never be offered under another link, where it would be refused.
export async function openStore(scope) {
  try {
    const store = new Disk(await open(`bole-room-${scope}`));
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    return store;
  } catch {
    return new Memory();
  }
}
