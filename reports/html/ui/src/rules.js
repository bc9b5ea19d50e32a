// Thresholds that other rules would set: what each needs and promises, and whether the promise held on the test parts.
import { fold, h, oracleBadge } from './dom.js';
import { NONE, digits, lowerBound, percent, plural, probability, score, tight, upperBound } from './format.js';
import { rate } from './data.js';
import { niceScale, rateBlock } from './rates.js';
import { number, table, text } from './table.js';
import { verdictBadge } from './verdict.js';
import { ruleWords } from './words.js';

const NEEDS = { good_only: 'good parts only', labelled: 'good and anomalous parts, labelled' };

function title(rule, inUse) {
  return [
    h('b', {}, ruleWords(rule.name)),
    ' ',
    inUse ? h('span', { class: 'badge chosen' }, 'in use') : null,
    rule.oracle ? oracleBadge() : null,
    h('small', {}, `needs ${NEEDS[rule.needs] ?? rule.needs}`),
  ];
}

function promise({ promise }) {
  const lines = [
    promise.expected_fpr === null ? null : `${percent(promise.expected_fpr)} flagged on average`,
    promise.fpr_upper_95 === null ? null : `at most ${upperBound(promise.fpr_upper_95)} with 95 % confidence`,
    promise.recall_lower_95 === null
      ? null
      : `recall at least ${lowerBound(promise.recall_lower_95)} with 95 % confidence`,
  ].filter(Boolean);
  return lines.length === 0
    ? h('small', {}, 'no rate promised')
    : [lines.map((line) => h('div', {}, tight(line))), h('small', {}, tight(promise.basis))];
}

function check(label, { verdict, p_worse: worse, p_better: better }) {
  const p = verdict === 'better' ? better : worse;
  return h(
    'div',
    {},
    verdictBadge(verdict),
    h('small', {}, p === null ? label : `${label}, ${probability(p)}`),
  );
}

function transfer(rule) {
  if (!rule.transfer) {
    return verdictBadge('not_tested');
  }
  const { false_alarms: alarms, misses } = rule.transfer;
  if (alarms.verdict === 'not_tested' && misses.verdict === 'not_tested') {
    const why = rule.oracle ? 'tuned on these very parts' : '';
    return [verdictBadge('not_tested'), why ? h('small', {}, why) : null];
  }
  return [
    alarms.verdict === 'not_tested' ? null : check('false positives', alarms),
    misses.verdict === 'not_tested' ? null : check('escapes', misses),
  ];
}

function caveats(rule) {
  return rule.caveats.length > 0
    ? h('ul', { class: 'caveats' }, rule.caveats.map((each) => h('li', {}, tight(each))))
    : null;
}

function row(rule, unit, scale) {
  if (!rule.available) {
    const reason = [h('span', { class: 'outcome none' }, 'not available: '), tight(rule.unavailable_reason)];
    return { class: 'unavailable', cells: [title(rule, false), { content: reason, span: 5 }], note: caveats(rule) };
  }
  const inUse = unit.choice.available && rule.threshold === unit.choice.threshold && !rule.oracle;
  const { observed } = rule.transfer ?? {};
  return {
    class: [inUse ? 'chosen' : '', rule.oracle ? 'by-oracle' : ''].join(' ').trim(),
    cells: [
      title(rule, inUse),
      promise(rule),
      score(rule.threshold),
      observed ? rateBlock(rate(observed.false_positive_rate), 'good', { scale, target: rule.promise.target_fpr }) : NONE,
      observed ? rateBlock(rate(observed.recall), 'anomalous', { target: rule.promise.target_recall }) : NONE,
      transfer(rule),
    ],
    note: caveats(rule),
  };
}

function inWords(rules) {
  const entry = (rule) => [
    h('dt', {}, ruleWords(rule.name)),
    h(
      'dd',
      {},
      [rule.promise.sentence, rule.transfer?.sentence].filter(Boolean).map((each) => h('p', {}, tight(each))),
      diagnostics(rule),
    ),
  ];
  return h('dl', { class: 'facts' }, rules.filter((rule) => rule.available).map(entry));
}

function diagnostics({ diagnostics: values }) {
  const pairs = Object.entries(values ?? {}).map(([name, value]) => `${name.replaceAll('_', ' ')} ${digits(value)}`);
  return pairs.length > 0 ? h('small', {}, pairs.join(' · ')) : null;
}

export function rulesSection(unit) {
  const rules = unit?.findings?.rules ?? [];
  if (rules.length === 0) {
    return null;
  }
  const observed = rules.filter((rule) => rule.transfer).map((rule) => rate(rule.transfer.observed.false_positive_rate));
  const columns = [text('Rule'), text('Promise for parts to come', true), number('Threshold')].concat(
    [number('False-positive rate on test'), number('Recall on test'), text('Promise on test')],
  );
  return h(
    'section',
    { id: 'rules' },
    h('h3', {}, 'Threshold rules'),
    h(
      'p',
      { class: 'hint' },
      `Where each rule would set the threshold, from ${plural(unit.calibration, 'held-out good part')} or from labelled test parts, and whether its promise held on the test parts. “Kept” means that chance explains the difference.`,
    ),
    table('Threshold rules', columns, rules.map((rule) => row(rule, unit, niceScale(observed)))),
    fold('What each rule promises and what happened, in words', inWords(rules)),
  );
}
