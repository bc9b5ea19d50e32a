// The smaller tables of the go/no-go page: recall by kind and size of defect, conditions, time and memory.
import { h } from './dom.js';
import { NONE, digits, percent, tight } from './format.js';
import { rate } from './data.js';
import { niceScale, rateRows } from './rates.js';
import { number, table, text } from './table.js';

export function defectRows({ defects }) {
  return defects.length === 0
    ? null
    : h(
        'section',
        {},
        h('h2', {}, 'Recall by defect type, worst first'),
        rateRows(
          defects.map((each) => ({ label: each.defect, rate: rate(each.recall) })),
          'anomalous',
          { scale: 1, noun: 'caught' },
        ),
      );
}

export function sizeRows({ sizes }) {
  const label = ({ size, smallest, largest }) => [
    size,
    h('small', {}, smallest === null ? '' : ` ${digits(smallest)}–${digits(largest)} px`),
  ];
  return sizes.length === 0
    ? null
    : h(
        'section',
        {},
        h('h2', {}, 'Recall by size of the defect'),
        rateRows(
          sizes.map((each) => ({ label: label(each), rate: rate(each.recall) })),
          'anomalous',
          { scale: 1, noun: 'caught' },
        ),
      );
}

export function conditionRows({ conditions, requirements }) {
  const rows = conditions.map((each) => ({
    label: `${each.condition} = ${each.level}`,
    rate: rate(each.false_positive_rate),
  }));
  return rows.length === 0
    ? null
    : h(
        'section',
        {},
        h('h2', {}, 'False positives by condition, worst first'),
        rateRows(rows, 'good', {
          scale: niceScale(rows.map((row) => row.rate)),
          target: requirements.max_fpr ?? null,
          noun: 'good',
        }),
      );
}

export function machineTable({ latency_ms: latency, memory_mib: memory, requirements }) {
  const takt = requirements.takt_time_ms ?? null;
  const ofTakt = (ms) => (takt === null ? NONE : percent(ms / takt));
  const rows = ['p50', 'p95', 'p99']
    .filter((name) => latency[name] !== null)
    .map((name) => ({
      cells: [`Latency ${name}`, tight(`${digits(latency[name])} ms`), ofTakt(latency[name])],
    }));
  if (memory !== null) {
    rows.push({ cells: ['Memory at most', `${digits(memory, 4)} MiB`, NONE] });
  }
  if (rows.length === 0) {
    return null;
  }
  const share = takt === null ? 'Share of takt' : `Share of takt, ${digits(takt)} ms`;
  const columns = [text('One part at a time'), number('Measured'), number(share)];
  return h('section', {}, h('h2', {}, 'Time and memory'), table('Time and memory', columns, rows, ''));
}
