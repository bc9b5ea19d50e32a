// A rate is always shown with its 95 % interval and the number of parts behind it.
import { h } from './dom.js';
import { NONE, count, interval, percent, setting } from './format.js';

// The interval as a bar and the value as a dot, on a scale from 0 to `scale`. `target` is a tick.
export function glyph(rate, scale, target = null) {
  const at = (share) => `${(100 * Math.min(share, scale)) / scale}%`;
  const width = `${(100 * (Math.min(rate.high, scale) - Math.min(rate.low, scale))) / scale}%`;
  return h(
    'span',
    { class: 'glyph', 'aria-hidden': 'true' },
    h('i', { class: 'band', style: { left: at(rate.low), width } }),
    target !== null && target <= scale
      ? h('i', { class: 'target', style: { left: at(target) }, title: `target ${setting(target)}` })
      : null,
    rate.value === null ? null : h('i', { class: 'dot', style: { left: at(rate.value) } }),
  );
}

export function counts(rate, noun = '') {
  return `${count(rate.count)} of ${count(rate.total)}${noun ? ` ${noun}` : ''}`;
}

// `about` is "good" or "anomalous": the kind of parts that the rate is about gives the colour.
export function rateBlock(rate, about, { scale = 1, target = null, noun = '' } = {}) {
  if (rate.total === 0) {
    return h('div', { class: `rate ${about}` }, NONE, h('small', {}, 'no parts'));
  }
  return h(
    'div',
    { class: `rate ${about}` },
    h('b', {}, percent(rate.value)),
    glyph(rate, scale, target),
    h('small', {}, interval(rate)),
    h('small', {}, counts(rate, noun)),
  );
}

// A scale end that holds all intervals: 10, 20, 50 or 100 %.
export function niceScale(rates) {
  const most = Math.max(0, ...rates.filter((each) => each.total > 0).map((each) => each.high));
  return [0.1, 0.2, 0.5, 1].find((end) => most <= end) ?? 1;
}

// Rows of label, bar and numbers with one scale below.
export function rateRows(rows, about, { scale, target = null, noun }) {
  const lines = rows.map(({ label, rate }) =>
    h(
      'div',
      { class: `rate-row ${about}`, role: 'row' },
      h('span', { class: 'label', role: 'rowheader' }, label),
      rate.total > 0 ? glyph(rate, scale, target) : h('span', { class: 'glyph empty' }),
      h('span', { class: 'value', role: 'cell' }, percent(rate.value)),
      h(
        'small',
        { role: 'cell' },
        rate.total > 0 ? `${interval(rate)} · ${counts(rate, noun)}` : 'no parts',
      ),
    ),
  );
  const axis = h(
    'div',
    { class: 'rate-row axis', 'aria-hidden': 'true' },
    h('span', { class: 'label' }),
    h('span', { class: 'ticks' }, h('small', {}, '0'), h('small', {}, setting(scale))),
  );
  return h('div', { class: 'rate-rows', role: 'table' }, lines, axis);
}
