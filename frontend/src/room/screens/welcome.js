// What it is, how long, by which criteria, what the machine does and does not, one's rights; the human route first.
import { button, h, icon } from '../dom.js';
import { t } from '../words.js';

export function criteriaList(criteria) {
  const whole = criteria.reduce((sum, one) => sum + Number(one.weight || 0), 0) || 1;
  return h('ul', { class: 'room-criteria' }, ...criteria.map((one) => {
    const share = Math.round((100 * Number(one.weight || 0)) / whole);
    return h('li', null,
      h('div', { class: 'room-criterion' }, h('span', null, one.name), h('span', { class: 'text-nums' }, `${share}%`)),
      h('div', { class: 'room-share', 'aria-hidden': 'true' }, h('span', { style: `width:${share}%` })));
  }));
}

function facts(app) {
  const { plan, closes_text: closes } = app.state;
  const rows = [
    ['clock', t('fact_minutes', { minutes: plan.minutes })],
    ['list-check', t('fact_questions', { count: plan.questions })],
    ['rotate', plan.retakes ? t('fact_retakes', { count: plan.retakes }) : t('fact_no_retake')],
    ['calendar-event', closes ? t('fact_closes', { when: closes }) : null],
  ];
  return h('ul', { class: 'room-facts' }, ...rows.filter(([, words]) => words).map(([name, words]) => h('li', null, icon(name), h('span', null, words))));
}

function humanCard(app) {
  const route = app.state.human_route || {};
  if (!route.offered) return null;
  return h('section', { class: 'card room-human', 'aria-labelledby': 'human-title' }, h('div', { class: 'card-body' },
    h('div', { class: 'room-human-words' }, icon('users'), h('div', null, h('h2', { id: 'human-title' }, t('human_title')), h('p', null, t('human_costless')))),
    button(t('human_button'), { class: 'btn btn-outline-primary', onclick: () => app.humanRoute() })));
}

function card(title, name, ...children) {
  return h('section', { class: 'card' }, h('div', { class: 'card-body' }, h('h2', { class: 'room-h2' }, icon(name), title), ...children));
}

function lines(keys) {
  return h('ul', { class: 'room-lines' }, ...keys.map((key) => h('li', null, t(key))));
}

export function welcome(app) {
  const { state } = app;
  const node = h('div', { class: 'room-screen' },
    h('div', { class: 'room-intro' },
      h('p', { class: 'room-company' }, state.company),
      h('h1', null, t('welcome_title', { title: app.title })),
      h('p', { class: 'room-lead' }, t('welcome_lead')),
      facts(app)),
    humanCard(app),
    h('div', { class: 'room-columns' },
      card(t('criteria_title'), 'scale', h('p', { class: 'text-secondary' }, t('criteria_lead')), criteriaList(state.plan.criteria || [])),
      card(t('ai_title'), 'robot', lines(['ai_1', 'ai_2', 'ai_3', 'ai_4'])),
      card(t('rights_title'), 'shield-check', lines(['rights_1', 'rights_2', 'rights_3', 'rights_4']),
        state.links && state.links.privacy ? h('a', { href: state.links.privacy, target: '_blank', rel: 'noopener' }, t('privacy_link')) : null),
      card(t('prepare_title'), 'bulb', lines(['prepare_1', 'prepare_2', 'prepare_3']))),
    h('div', { class: 'room-foot' }, app.goButton(t('welcome_go'), () => app.stage('consent'))));
  return { node };
}
