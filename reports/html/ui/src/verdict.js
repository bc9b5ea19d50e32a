// A verdict as a sign and words, coloured too.
import { h } from './dom.js';
import { verdictWords } from './words.js';

export function verdictSign(name) {
  const { sign, tone } = verdictWords(name);
  return h('span', { class: `outcome ${tone}`, 'aria-hidden': 'true' }, `${sign} `);
}

export function verdictBadge(name) {
  const { sign, words, tone } = verdictWords(name);
  return h('span', { class: `outcome ${tone}` }, h('span', { 'aria-hidden': 'true' }, `${sign} `), words);
}

export function verdictHeading(name, id) {
  const { sign, words, tone } = verdictWords(name);
  return h(
    'p',
    { class: `verdict-word ${tone}`, id },
    h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    words[0].toUpperCase() + words.slice(1),
  );
}
