// Beside a recording: [data-seek-ms][data-player="#id"] jumps there and plays; words light up while they are spoken.
// Words carry data-start-ms (and data-end-ms); their container carries data-follow="#player".

function playerOf(element) {
  const named = element.dataset.player && document.querySelector(element.dataset.player);
  return named || document.querySelector('video[data-answer], audio[data-answer], video.player, audio.player');
}

function seek(element) {
  const player = playerOf(element);
  if (!player) return;
  const second = Number(element.dataset.seekMs) / 1000;
  const go = () => {
    player.currentTime = second;
    const started = player.play();
    if (started) started.catch(() => player.focus());
  };
  if (element.dataset.src && player.getAttribute('src') !== element.dataset.src) {
    player.src = element.dataset.src;
    player.dispatchEvent(new CustomEvent('bole:answer', { bubbles: true, detail: element.dataset }));
  }
  if (player.readyState >= 1) go();
  else { player.addEventListener('loadedmetadata', go, { once: true }); player.load(); }
  const box = player.getBoundingClientRect();
  if (box.bottom < 60 || box.top > innerHeight - 60) player.scrollIntoView({ block: 'center' });
}

function follow(box) {
  const player = document.querySelector(box.dataset.follow);
  if (!player || box.dataset.following) return;
  box.dataset.following = 'yes';
  const words = [...box.querySelectorAll('[data-start-ms]')].map((element) => ({
    element, start: Number(element.dataset.startMs), end: Number(element.dataset.endMs || 'NaN'),
  }));
  words.forEach((word, at) => { if (Number.isNaN(word.end)) word.end = at + 1 < words.length ? words[at + 1].start : Infinity; });
  let now = null;
  const paint = () => {
    const ms = player.currentTime * 1000;
    const next = words.find((word) => ms >= word.start && ms < word.end) || null;
    if (next === now) return;
    if (now) now.element.classList.remove('now');
    now = next;
    if (!now) return;
    now.element.classList.add('now');
    const top = now.element.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 60) box.scrollTop = top - 60;
  };
  player.addEventListener('timeupdate', paint);
  player.addEventListener('seeked', paint);
}

export function startPlayer() {
  const start = (root) => root.querySelectorAll('[data-follow]').forEach(follow);
  start(document);
  document.addEventListener('htmx:load', (event) => start(event.detail.elt));
  document.addEventListener('click', (event) => {
    const element = event.target.closest('[data-seek-ms]');
    if (element) seek(element);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.target.matches('input, textarea, select, button, a, video, audio, summary')) return;
    const player = playerOf(document.body);
    if (!player) return;
    event.preventDefault();
    if (player.paused) player.play(); else player.pause();
  });
}
