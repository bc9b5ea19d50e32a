// Go, no-go or not enough evidence: requirements against what was measured, as a page to print.
import { h, oracleBadge } from './dom.js';
import { NONE, count, digits, lowerBound, percent, score, setting, tight, upperBound } from './format.js';
import { rate } from './data.js';
import { conditionRows, defectRows, machineTable, sizeRows } from './decision_tables.js';
import { niceScale, rateBlock } from './rates.js';
import { number, table, text } from './table.js';
import { verdictBadge, verdictHeading } from './verdict.js';
import { requirementWords, ruleWords } from './words.js';

const SHARES = ['max_fpr', 'min_recall', 'min_recall_per_defect'];
const UNITS = {
  max_escaped_ppm: 'ppm',
  max_latency_p99_ms: 'ms',
  takt_time_ms: 'ms',
  max_memory_mib: 'MiB',
  max_review_hours_per_shift: 'h',
};

const isMinimum = (name) => name.startsWith('min_');

function quantity(name, value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  return SHARES.includes(name) ? percent(value) : tight(`${digits(value)} ${UNITS[name] ?? ''}`.trim());
}

// The side of the interval that the requirement is judged by.
function judgedBy({ name, low, high }) {
  const [value, sign, share] = isMinimum(name) ? [low, '≥', lowerBound] : [high, '≤', upperBound];
  if (value === null) {
    return NONE;
  }
  return `${sign} ${SHARES.includes(name) ? share(value) : quantity(name, value)}`;
}

function further(result) {
  if (result.verdict === 'met' || result.further_needed === null) {
    return null;
  }
  const atRate = result.further_at_observed_rate;
  return [
    `${count(result.further_needed)} ${result.sample_kind}`,
    h('small', { class: 'wide' }, atRate === null ? 'if none fails; at the rate so far out of reach' : `if none fails; ${count(atRate)} at the rate so far`),
  ];
}

const ORDER = { not_met: 0, not_enough_evidence: 1, met: 2 };

function requirementsTable(decision) {
  const rows = [...decision.results]
    .sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
    .map((result) => ({
      class: result.verdict,
      cells: [
        [
          requirementWords(result.name),
          result.subject ? h('b', {}, ` (${result.subject})`) : null,
          h('small', {}, tight(result.sentence)),
        ],
        verdictBadge(result.verdict),
        SHARES.includes(result.name) ? setting(result.required) : quantity(result.name, result.required),
        quantity(result.name, result.value),
        judgedBy(result),
        further(result),
      ],
    }));
  const bounds = tight(`Bound, ${Number((100 * decision.requirements.confidence).toPrecision(4))} %`);
  const columns = [text('Requirement'), text('Verdict'), number('Required'), number('Measured'), number(bounds)].concat(
    [{ label: 'Further samples needed', wide: true }],
  );
  return h('section', {}, h('h2', {}, 'Requirements'), table('Requirements', columns, rows, 'stacked three'));
}

function spanned({ value, low, high }) {
  return value === null ? NONE : [h('span', {}, digits(value)), h('small', {}, `${digits(low)} – ${digits(high)}`)];
}

function operatingTable(decision) {
  const points = decision.operating_points;
  if (points.length === 0) {
    return null;
  }
  const line = ['flags_per_shift', 'escaped_ppm', 'review_hours'];
  const used = line.filter((key) => points.some((point) => point[key].value !== null));
  const heads = { flags_per_shift: 'Flags per shift', escaped_ppm: 'Escaped ppm', review_hours: 'Review hours per shift' };
  const scale = (key) => niceScale(points.map((point) => rate(point[key])));
  const [overkill, escapes] = [scale('overkill'), scale('escapes')];
  const rows = points.map((point) => ({
    class: point.chosen ? 'chosen' : '',
    cells: [
      [
        ruleWords(point.rule || NONE),
        ' ',
        point.chosen ? h('span', { class: 'badge chosen' }, 'in use') : null,
        point.oracle ? oracleBadge() : null,
      ],
      score(point.threshold),
      rateBlock(rate(point.overkill), 'good', { scale: overkill }),
      rateBlock(rate(point.escapes), 'anomalous', { scale: escapes }),
      ...used.map((key) => spanned(point[key])),
    ],
  }));
  const columns = [text('Rule'), number('Threshold'), number('Overkill'), number('Escapes')].concat(
    used.map((key) => number(heads[key])),
  );
  return h(
    'section',
    {},
    h('h2', {}, 'Operating points'),
    h('p', { class: 'hint' }, 'What each threshold would do on the line, with 95 % intervals.'),
    table('Operating points', columns, rows, 'stacked three'),
  );
}

export function decisionDocument(decision) {
  return h(
    'div',
    { class: 'document', id: 'decision' },
    verdictHeading(decision.verdict, 'decision-verdict'),
    h('p', { class: 'statement' }, tight(decision.sentence)),
    h('p', { class: 'meta' }, tight([decision.subject, decision.rule].filter(Boolean).join(' · '))),
    requirementsTable(decision),
    operatingTable(decision),
    h('div', { class: 'two' }, defectRows(decision), sizeRows(decision), conditionRows(decision), machineTable(decision)),
    decision.notes.length > 0
      ? h('section', {}, h('h2', {}, 'Notes'), h('ul', { class: 'hint' }, decision.notes.map((each) => h('li', {}, tight(each)))))
      : null,
  );
}
