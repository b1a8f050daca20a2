// One recorder of sound and picture. On a weak link it goes on as sound alone: the picture is dropped, not queued, and
// the parts of the second track carry on with the next numbers of the same attempt.
import { mimeFor } from './device.js';

const SLICE = 2500;
const KEY_FRAMES = 2000; // mp4 hands out a slice only at a key frame
const PICTURE_BITS = 600000;
const SOUND_BITS = 40000;
const MUTE_PATIENCE = 1500;

export class Recorder {
  // `onPart({track, mime, blob, ms})`, `onTrouble(code)` with code "ended" | "muted" | "error".
  constructor({ stream, mode, onPart, onTrouble }) {
    this.stream = stream;
    this.mode = mode;
    this.onPart = onPart;
    this.onTrouble = onTrouble;
    this.blobs = new Map();
    this.track = 0;
    this.closed = Promise.resolve();
    this.watched = [];
  }

  get weak() { return this.mode === 'video' && this.track > 1; }

  get elapsed() { return this.startedAt === undefined ? 0 : (this.stoppedAt || performance.now()) - this.startedAt; }

  start() {
    this.startedAt = performance.now();
    this.watch();
    this.launch(this.mode);
    return this.recorder.mimeType || this.mime;
  }

  launch(mode) {
    this.track += 1;
    const track = this.track;
    const before = this.closed;
    const source = mode === 'video' ? this.stream : new MediaStream(this.stream.getAudioTracks());
    this.mime = mimeFor(mode);
    const options = { audioBitsPerSecond: SOUND_BITS };
    if (this.mime) options.mimeType = this.mime;
    if (mode === 'video') { options.videoBitsPerSecond = PICTURE_BITS; options.videoKeyFrameIntervalDuration = KEY_FRAMES; }
    const recorder = new MediaRecorder(source, options);
    this.recorder = recorder;
    this.blobs.set(track, []);
    let last = performance.now();
    let queue = before; // parts of this track follow the last part of the track before
    recorder.ondataavailable = (event) => {
      const ms = performance.now() - last;
      if (!event.data.size) return;
      last = performance.now();
      this.blobs.get(track).push(event.data);
      const mime = recorder.mimeType || this.mime;
      queue = queue.then(() => this.onPart({ track, mime, blob: event.data, ms }));
    };
    recorder.onerror = () => this.onTrouble('error');
    this.closed = new Promise((resolve) => { recorder.onstop = () => queue.then(resolve); });
    recorder.start(SLICE);
  }

  toSound() {
    if (this.mode !== 'video' || this.weak || !this.recorder || this.recorder.state === 'inactive') return false;
    this.recorder.stop();
    this.launch('audio');
    return true;
  }

  // Resolves once the last part has been handed over.
  async stop() {
    this.unwatch();
    if (this.stoppedAt === undefined) this.stoppedAt = performance.now();
    if (this.recorder && this.recorder.state !== 'inactive') this.recorder.stop();
    await this.closed;
  }

  // A phone call or an app switch ends or mutes the track.
  watch() {
    const needed = this.mode === 'video' ? this.stream.getTracks() : this.stream.getAudioTracks();
    for (const track of needed) {
      const sound = track.kind === 'audio';
      const ended = () => { if (sound || !this.weak) this.onTrouble('ended'); };
      let timer = 0;
      const muted = () => { timer = setTimeout(() => { if (track.muted && (sound || !this.weak)) this.onTrouble('muted'); }, MUTE_PATIENCE); };
      const unmuted = () => clearTimeout(timer);
      track.addEventListener('ended', ended);
      track.addEventListener('mute', muted);
      track.addEventListener('unmute', unmuted);
      this.watched.push(() => {
        clearTimeout(timer);
        track.removeEventListener('ended', ended);
        track.removeEventListener('mute', muted);
        track.removeEventListener('unmute', unmuted);
      });
    }
  }

  unwatch() { this.watched.splice(0).forEach((off) => off()); }

  // The recording as addresses a player can open, one for each track.
  addresses() {
    return [...this.blobs.values()].filter((blobs) => blobs.length).map((blobs) => URL.createObjectURL(new Blob(blobs, { type: blobs[0].type })));
  }
}
