// One long-lived stream for the whole interview: phones ask for permission again each time it is opened anew.
import { recordingTrouble } from './device.js';

const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 24 }, facingMode: { ideal: 'user' } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const CODES = {
  NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'no_device', OverconstrainedError: 'no_device',
  DevicesNotFoundError: 'no_device', NotReadableError: 'busy', AbortError: 'busy', TrackStartError: 'busy', TypeError: 'unsupported',
};

export class DeviceTrouble extends Error {
  constructor(code) { super(code); this.code = code; }
}

const live = (track) => Boolean(track) && track.readyState === 'live';

export class Camera {
  constructor() { this.stream = null; }

  get sound() { return this.stream ? this.stream.getAudioTracks()[0] : null; }

  get picture() { return this.stream ? this.stream.getVideoTracks()[0] : null; }

  ready(mode) { return live(this.sound) && (mode !== 'video' || live(this.picture)); }

  // Opens what the mode needs; must be called from a tap. Throws DeviceTrouble.
  async open(mode) {
    const trouble = recordingTrouble();
    if (trouble) throw new DeviceTrouble(trouble);
    if (this.ready(mode)) {
      if (mode !== 'video' && this.picture) this.dropPicture();
      return this.stream;
    }
    this.close();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND, video: mode === 'video' ? PICTURE : false });
    } catch (fault) {
      throw new DeviceTrouble(CODES[fault.name] || 'busy');
    }
    return this.stream;
  }

  dropPicture() {
    for (const track of this.stream.getVideoTracks()) { track.stop(); this.stream.removeTrack(track); }
  }

  close() {
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }
}

// The loudness of a stream in dB below full scale, ten times a second. Returns the function that ends it.
export function listen(stream, onLevel) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context || !stream.getAudioTracks().length) return () => {};
  const context = new Context();
  const source = context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (context.state === 'suspended') context.resume();
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    onLevel(20 * Math.log10(Math.max(Math.sqrt(sum / samples.length), 1e-5)));
  }, 100);
  return () => { clearInterval(timer); source.disconnect(); context.close(); };
}
