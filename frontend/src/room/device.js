// Which device this is, and what it can do.
const KEPT = 'bole_device';

function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function deviceId() {
  try {
    const known = localStorage.getItem(KEPT);
    if (known) return known;
    const made = fresh();
    localStorage.setItem(KEPT, made);
    return made;
  } catch {
    return fresh();
  }
}

export const inWeChat = /MicroMessenger/i.test(navigator.userAgent);
export const isApple = /iPad|iPhone|iPod|^((?!chrome|android|crios|fxios).)*safari/i.test(navigator.userAgent);
export const isTouch = window.matchMedia('(pointer: coarse)').matches;

const VIDEO = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/mp4'];
const AUDIO = ['audio/webm;codecs=opus', 'audio/webm', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/ogg;codecs=opus'];

export function mimeFor(mode) {
  if (typeof MediaRecorder === 'undefined') return '';
  const wishes = mode === 'video' ? VIDEO : AUDIO;
  const ordered = isApple ? [...wishes].sort((a, b) => Number(b.includes('mp4')) - Number(a.includes('mp4'))) : wishes;
  return ordered.find((mime) => MediaRecorder.isTypeSupported && MediaRecorder.isTypeSupported(mime)) || '';
}

export function recordingTrouble() {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia || typeof MediaRecorder === 'undefined') {
    return inWeChat ? 'wechat' : 'unsupported';
  }
  if (!mimeFor('audio')) return inWeChat ? 'wechat' : 'unsupported';
  return '';
}
