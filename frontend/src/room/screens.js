// Which screen belongs to the state. The key changes when the screen must be built anew.
import { away, closed, done, human } from './screens/ends.js';
import { check } from './screens/check.js';
import { consent } from './screens/consent.js';
import { practice } from './screens/practice.js';
import { question } from './screens/question.js';
import { review } from './screens/review.js';
import { welcome } from './screens/welcome.js';

const BUILDERS = { welcome, consent, check, practice, review, done, closed };

export function screenFor(app) {
  const { state } = app;
  if (state.stage === 'done' || state.stage === 'closed') return { key: state.stage, build: BUILDERS[state.stage] };
  if (!app.leads) return { key: 'away', build: away };
  if (state.human_route && state.human_route.requested) return { key: 'human', build: human };
  if (state.stage === 'question' && state.question) return { key: `question:${state.question.id}:${state.question.index}`, build: question };
  return { key: state.stage in BUILDERS ? state.stage : 'welcome', build: BUILDERS[state.stage] || welcome };
}
