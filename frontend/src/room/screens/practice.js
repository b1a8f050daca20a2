// One question that does not count: recorded and played back on this device, sent nowhere.
import { DeviceTrouble } from '../camera.js';
import { button, fill, h, note } from '../dom.js';
import { modeChooser, troubleCard } from '../modes.js';
import { Recorder } from '../recorder.js';
import { Viewfinder } from '../viewfinder.js';
import { t } from '../words.js';

const LIMIT = 60000;

export function practice(app) {
  let mode = app.modes.includes(app.mode) ? app.mode : app.modes[0];
  let recorder = null;
  let timer = 0;
  let addresses = [];
  const view = new Viewfinder();
  const below = h('div', { class: 'room-below' });
  const foot = h('div', { class: 'room-foot' });
  const chooser = h('div');
  const text = h('textarea', { class: 'form-control room-text', rows: 6, 'aria-label': t('typed_label'), placeholder: t('practice_typed') });

  const onward = () => app.stage('question');
  const forget = () => { addresses.splice(0).forEach((address) => URL.revokeObjectURL(address)); };

  async function stop() {
    clearInterval(timer);
    app.local.recording = false;
    const done = recorder;
    recorder = null;
    await done.stop();
    addresses = done.addresses();
    view.time(null);
    if (addresses.length) view.showPlayback(addresses, done.mode);
    fill(foot, app.goButton(t('practice_done'), onward), button(t('practice_again'), { class: 'btn btn-plain', onclick: ready }, 'rotate'));
    app.say(t('practice_listen'));
  }

  function begin() {
    forget();
    recorder = new Recorder({ stream: app.camera.stream, mode, onPart: () => Promise.resolve(), onTrouble: () => { if (recorder) stop(); } });
    recorder.start();
    app.local.recording = true;
    fill(foot, h('button', { type: 'button', class: 'room-record room-record-on', 'aria-label': t('stop'), onclick: stop }, h('span')));
    timer = setInterval(() => { view.time(recorder.elapsed, LIMIT, true); if (recorder.elapsed > LIMIT) stop(); }, 250);
  }

  async function ready() {
    forget();
    fill(below);
    fill(chooser, modeChooser(app.modes, mode, choose));
    const skip = button(t('practice_skip'), { class: 'btn btn-plain', onclick: onward });
    view.node.hidden = mode === 'typed';
    text.hidden = mode !== 'typed';
    if (mode === 'typed') { fill(foot, app.goButton(t('practice_done'), onward)); return; }
    if (!app.camera.ready(mode)) {
      view.showBlank(mode === 'video' ? 'video' : 'microphone', t(mode === 'video' ? 'check_video' : 'check_audio'));
      fill(foot, app.goButton(t(mode === 'video' ? 'check_open_video' : 'check_open_audio'), open), skip);
      return;
    }
    view.showLive(app.camera.stream, mode);
    fill(foot, h('button', { type: 'button', class: 'room-record', 'aria-label': t('practice_start'), onclick: begin }, h('span')), skip);
  }

  async function open() {
    try { await app.camera.open(mode); } catch (fault) {
      if (!(fault instanceof DeviceTrouble)) throw fault;
      fill(below, troubleCard(fault.code, [button(t('check_again'), { onclick: open }, 'refresh')]));
      return;
    }
    ready();
  }

  function choose(next) {
    if (recorder) return;
    mode = next;
    app.mode = next;
    if (next === 'audio' && app.camera.ready('audio') && app.camera.picture) app.camera.dropPicture();
    ready();
  }

  ready();
  const node = h('div', { class: 'room-screen' },
    h('div', { class: 'room-pair' },
      h('div', { class: 'room-words' },
        h('p', { class: 'room-eyebrow' }, t('practice_eyebrow')), h('h1', null, (app.state.practice || {}).text || t('practice_question')),
        note('success', 'lock', t('practice_private')), chooser, below),
      h('div', { class: 'room-stage' }, view.node, text)),
    foot);
  return {
    node,
    holds: () => Boolean(recorder),
    leave: () => { clearInterval(timer); app.local.recording = false; if (recorder) recorder.stop(); forget(); view.drop(); },
  };
}
