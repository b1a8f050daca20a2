// The check of the surroundings: two seconds are recorded, sent and decoded by the server, so that a fault shows now.
import { DeviceTrouble } from '../camera.js';
import { captionsHere } from '../captions.js';
import { mimeFor } from '../device.js';
import { button, fill, h, icon, note } from '../dom.js';
import { modeChooser, troubleCard } from '../modes.js';
import { Recorder } from '../recorder.js';
import { Viewfinder } from '../viewfinder.js';
import { t } from '../words.js';

const PROBE_MS = 2000;
const SLOW_BITS = 250; // kilobits a second; picture and sound need about 640
const SILENT_DB = -60;

function line(state, words) {
  const name = { ok: 'circle-check', bad: 'alert-circle', wait: 'clock' }[state];
  return h('li', { class: `room-check room-check-${state}` }, icon(name), h('span', null, words));
}

async function sample(stream, mode) {
  const blobs = [];
  const recorder = new Recorder({ stream, mode, onPart: ({ blob }) => { blobs.push(blob); return Promise.resolve(); }, onTrouble: () => {} });
  const mime = recorder.start();
  await new Promise((resolve) => { setTimeout(resolve, PROBE_MS); });
  await recorder.stop();
  return { blob: new Blob(blobs, { type: mime }), mime: mime || mimeFor(mode) };
}

export function check(app) {
  let mode = app.mode && app.modes.includes(app.mode) ? app.mode : app.modes[0];
  let gone = false;
  const view = new Viewfinder();
  const results = h('ul', { class: 'room-checks', 'aria-live': 'polite' });
  const below = h('div', { class: 'room-below' });
  const foot = h('div', { class: 'room-foot' });
  const chooser = h('div');
  const captions = h('p', { class: 'room-foot-note' });

  const onward = () => app.stage('practice');
  const typedWay = () => button(t('go_typed'), { class: 'btn btn-soft', onclick: () => choose('typed') }, 'keyboard');
  const soundWay = () => (app.modes.includes('audio') && mode === 'video' ? button(t('go_audio'), { class: 'btn btn-soft', onclick: () => choose('audio') }, 'microphone') : null);
  const again = () => button(t('check_again'), { class: 'btn btn-primary', onclick: () => run() }, 'refresh');

  function fail(code) {
    app.telemetry.note('check_failed', { code, mode });
    view.showBlank(mode === 'video' ? 'video-off' : 'microphone-off', t(`trouble_${code}`));
    fill(results);
    fill(below, troubleCard(code, [again(), soundWay(), typedWay()]));
    fill(foot, (app.state.human_route || {}).offered ? h('p', { class: 'room-foot-note' }, t('check_human')) : null);
  }

  function rest() {
    fill(below);
    fill(results);
    if (mode === 'typed') {
      view.showBlank('keyboard', t('check_typed'));
      fill(foot, app.goButton(t('go_on'), onward));
      return;
    }
    view.showBlank(mode === 'video' ? 'video' : 'microphone', t(mode === 'video' ? 'check_video' : 'check_audio'));
    fill(foot, app.goButton(t(mode === 'video' ? 'check_open_video' : 'check_open_audio'), run));
  }

  function choose(next) {
    mode = next;
    app.mode = next;
    app.trouble('');
    fill(chooser, modeChooser(app.modes, mode, choose));
    captions.hidden = next === 'typed';
    if (next === 'typed') app.camera.close();
    rest();
  }

  function judge(answer, kilobits) {
    const rows = [];
    const codes = answer.codes || [answer.code];
    const advice = (code, fine) => rows.push(line(codes.includes(code) ? 'bad' : 'ok', t(codes.includes(code) ? `advice_${code}` : fine)));
    if (mode === 'video' && answer.has_video === false) rows.push(line('bad', t('found_no_picture')));
    else if (mode === 'video') advice('dark', 'found_picture');
    advice(['quiet', 'clipped', 'noisy'].find((code) => codes.includes(code)) || 'quiet', 'found_sound');
    rows.push(line('ok', t('found_readable')));
    const slow = kilobits < SLOW_BITS;
    rows.push(line(slow ? 'bad' : 'ok', t(slow ? 'found_slow' : 'found_fast')));
    fill(results, rows);
    app.linkWeak = slow;
    app.telemetry.note('check_passed', { mode, kilobits: Math.round(kilobits) });
    fill(below, slow && mode === 'video' ? note('warning', 'wifi', h('p', null, t('slow_advice')), h('div', { class: 'room-actions' }, soundWay())) : null);
    // Not "all fine" under a line that says something is not.
    const fine = rows.every((row) => !row.classList.contains('room-check-bad'));
    fill(foot, app.goButton(t(fine ? 'check_done' : 'go_on'), onward), button(t('check_again'), { class: 'btn btn-plain', onclick: run }));
    app.say(t('check_passed'));
  }

  async function run() {
    if (gone) return;
    fill(below);
    fill(foot);
    app.trouble('');
    let stream;
    try { stream = await app.camera.open(mode); } catch (fault) {
      if (fault instanceof DeviceTrouble) { fail(fault.code); return; }
      throw fault;
    }
    if (gone) return;
    view.showLive(stream, mode);
    view.loudest = -100;
    fill(results, line('wait', t('check_speak')));
    const ok = await app.act(async () => {
      const { blob, mime } = await sample(stream, mode);
      if (gone) return;
      fill(results, line('wait', t('check_sending')));
      const began = performance.now();
      const answer = await app.api.send('POST', 'probe', { body: blob, headers: { 'Content-Type': 'application/octet-stream', 'X-Mime': mime } });
      const kilobits = (blob.size * 8) / Math.max(performance.now() - began, 1);
      if (gone) return;
      const level = typeof answer.level_db === 'number' ? answer.level_db : view.loudest;
      if (answer.ok === false) fail(answer.code === 'silent' ? 'silent' : 'unreadable');
      else if (level < SILENT_DB) fail('silent');
      else judge(answer, kilobits);
    });
    if (!ok && !gone) { fill(results); fill(below, h('div', { class: 'room-actions' }, again(), typedWay())); fill(foot, button(t('check_skip'), { class: 'btn btn-plain', onclick: onward })); }
  }

  choose(mode);
  captionsHere(app).then((here) => { captions.textContent = t(here ? 'captions_here' : 'captions_none'); });
  const node = h('div', { class: 'room-screen' },
    h('div', { class: 'room-pair' },
      h('div', { class: 'room-words' }, h('h1', null, t('check_title')), h('p', { class: 'room-lead' }, t('check_lead')), chooser, captions, results, below),
      h('div', { class: 'room-stage' }, view.node)),
    foot);
  return { node, leave: () => { gone = true; view.drop(); } };
}
