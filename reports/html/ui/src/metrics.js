// Every metric with its interval, how that was found, and what to mind about it.
import { h, oracleBadge } from './dom.js';
import { NONE, count, metricText, percent, plural, tight } from './format.js';
import { isOracleMetric } from './data.js';
import { number, table, text } from './table.js';
import { isShare, metricWords } from './words.js';

const valueText = (name, value) => (isShare(name) ? percent(value) : metricText(value));

export function metricInterval(intervals, name) {
  const found = intervals.find((each) => each.metric === name);
  return found && found.low !== null ? found : null;
}

export function intervalText({ metric, low, high }) {
  return `${valueText(metric, low)} – ${valueText(metric, high)}`;
}

// Caveats that several metrics share are told once, by number.
class Footnotes {
  constructor() {
    this.texts = [];
  }
  mark(caveat) {
    if (!caveat) {
      return null;
    }
    if (!this.texts.includes(caveat)) {
      this.texts.push(caveat);
    }
    return h('sup', { class: 'mark' }, `${this.texts.indexOf(caveat) + 1}`);
  }
  list() {
    return this.texts.length > 0
      ? h('ol', { class: 'footnotes' }, this.texts.map((each) => h('li', {}, tight(each))))
      : null;
  }
}

function row(name, value, interval, notes) {
  const label = [
    tight(metricWords(name)),
    ' ',
    isOracleMetric(name) ? oracleBadge() : null,
    h('small', { class: 'code' }, name),
  ];
  if (!interval) {
    return { cells: [label, valueText(name, value), NONE, ''] };
  }
  const shown = interval.low === null ? NONE : intervalText(interval);
  return {
    cells: [label, valueText(name, value), [shown, notes.mark(interval.caveat)], h('small', {}, interval.method)],
  };
}

function confidence(intervals) {
  const all = new Set(intervals.map((each) => each.confidence));
  return all.size === 1 ? `${Number((100 * [...all][0]).toPrecision(4))} % interval` : 'Interval';
}

export function metricsSection(shown) {
  const names = Object.keys(shown.metrics);
  if (names.length === 0) {
    return null;
  }
  const { intervals } = shown;
  const notes = new Footnotes();
  const rows = names.map((name) =>
    row(name, shown.metrics[name], intervals.find((each) => each.metric === name), notes),
  );
  const pooled = shown.unit ? '' : '; means over units, each of which has intervals of its own';
  const behind = `From ${plural(shown.good, 'good test part')} and ${count(shown.anomalous)} anomalous ones${pooled}.`;
  const columns = [text('Metric'), number('Value')].concat(
    intervals.length > 0 ? [number(tight(confidence(intervals))), text('Found by')] : [],
  );
  return h(
    'section',
    { id: 'metrics' },
    h('h3', {}, 'Metrics'),
    h('p', { class: 'hint' }, behind),
    table('Metrics', columns, rows.map(({ cells }) => ({ cells: cells.slice(0, columns.length) })), 'stacked compact'),
    notes.list(),
  );
}
