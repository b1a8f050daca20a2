// htmx, tied down: nothing is evaluated, only our own server is asked, and every request carries the CSRF token.
import htmx from 'htmx.org';
import { Idiomorph } from 'idiomorph';
import { csrf } from './csrf.js';

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
// A form with errors comes back as 422 and must be shown, so that the person can mend it.
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '422', swap: true },
  { code: '[45]..', swap: false, error: true },
];

htmx.defineExtension('morph', {
  isInlineSwap: (style) => style === 'morph' || style.startsWith('morph:'),
  handleSwap: (style, target, fragment) => {
    if (style === 'morph' || style === 'morph:outerHTML') return Idiomorph.morph(target, fragment.children);
    if (style === 'morph:innerHTML') return Idiomorph.morph(target, fragment.children, { morphStyle: 'innerHTML' });
    return false;
  },
});
document.body.setAttribute('hx-ext', [document.body.getAttribute('hx-ext'), 'morph'].filter(Boolean).join(','));
document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRFToken'] = csrf();
});
window.htmx = htmx;
export { htmx };
