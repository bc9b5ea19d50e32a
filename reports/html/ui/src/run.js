// Everything about one run: what its counts say, thresholds, scores, curves, defects, conditions, images, facts.
import { h, fold } from './dom.js';
import { NONE, count, digits, duration, metricText, percent, plural, score, setting, tight, upperBound } from './format.js';
import { addressOf } from './address.js';
import { certificates, thresholds, view } from './data.js';
import { intervalText, metricInterval, metricsSection } from './metrics.js';
import { pageLinks } from './pages.js';
import { reviewSection, tighteningSection } from './review.js';
import { rulesSection } from './rules.js';
import { seriesSection } from './series.js';
import { unitsTable } from './units.js';
import { verdictSign } from './verdict.js';
import { niceScale, rateBlock, rateRows } from './rates.js';
import { ThresholdState, thresholdSection } from './threshold.js';
import { curvesSection, histogramSection } from './curves.js';
import { gallerySection } from './gallery.js';
import { forgetAll } from './charts.js';

const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];

function choiceFacts(unit) {
  const { choice } = unit;
  if (!choice.available) {
    return null;
  }
  if (choice.good_count === 0) {
    return h(
      'dl',
      { class: 'facts' },
      fact('Threshold', score(choice.threshold)),
      fact('Rule', choice.rule),
    );
  }
  return h(
    'dl',
    { class: 'facts' },
    fact('Threshold', score(choice.threshold)),
    fact('Rule', choice.rule),
    fact('Target', `${setting(choice.target_fpr)} of good parts flagged`),
    fact(
      'Promise',
      `about ${percent(choice.expected_fpr)} expected, at most ${upperBound(choice.fpr_upper_95)} with 95 % confidence, from ${plural(choice.good_count, 'held-out good part')}`,
    ),
    choice.fpr_upper_95 > choice.target_fpr && choice.good_count < choice.good_needed
      ? fact(
          'To promise the target',
          `at least ${plural(choice.good_needed, 'held-out good part')} would be needed`,
        )
      : null,
  );
}

function list(title, lines, kind) {
  return lines.length > 0
    ? h('div', { class: `lines ${kind}` }, h('b', {}, title), h('ul', {}, lines.map((text) => h('li', {}, tight(text)))))
    : null;
}

function verdict(shown, index) {
  const { run, unit, point, available } = shown;
  const escapes =
    available && point.recall.total > 0
      ? ` ${count(point.fn)} of ${plural(point.recall.total, 'anomalous part')} ${point.fn === 1 ? 'escapes' : 'escape'}.`
      : '';
  const thresholdNotes = unit ? [unit.choice.note].filter(Boolean) : [];
  return h(
    'section',
    { class: 'verdict' },
    h('p', { class: 'statement' }, tight(shown.statement), escapes),
    thresholdNotes.map((note) => h('p', {}, tight(note))),
    unit ? choiceFacts(unit) : null,
    conclusions(shown, index),
    list('Warnings', run.warnings, 'warnings'),
  );
}

function tile(label, ...content) {
  return h('div', { class: 'tile' }, h('span', { class: 'caption' }, label), ...content);
}

function intervalNote(intervals, name) {
  const found = metricInterval(intervals, name);
  return found ? h('small', {}, `${intervalText(found)}${found.caveat ? ', with a caveat below' : ''}`) : null;
}

function tiles(shown) {
  const { run, unit, point, metrics } = shown;
  const target = unit ? unit.choice.target_fpr : null;
  const metricTile = (label, name) =>
    metrics[name] === null || metrics[name] === undefined
      ? null
      : tile(label, h('b', {}, metricText(metrics[name])), intervalNote(shown.intervals, name));
  const at = (label, rate, about, options) =>
    shown.available ? tile(label, rateBlock(rate, about, options)) : null;
  const speed = run.timings.samples_per_second;
  return h(
    'div',
    { class: 'tiles' },
    at('False-positive rate', point.fpr, 'good', {
      scale: niceScale([point.fpr]),
      target,
      noun: 'good parts',
    }),
    at('Recall', point.recall, 'anomalous', { noun: 'anomalous parts' }),
    metricTile('AUROC', 'sample_auroc'),
    metricTile('Pixel AUROC', 'pixel_auroc'),
    metricTile('AU-PRO .30', 'pixel_aupro_0.30'),
    speed === null || speed === undefined
      ? null
      : tile(
          'Speed',
          h('b', {}, `${digits(speed)} parts/s`),
          h('small', {}, `p50 ${digits(run.timings.latency_p50_ms)} ms`),
          h('small', {}, `fit ${duration(run.timings.fit_seconds)}`),
        ),
  );
}

function defectsSection({ defects, available }) {
  return available && defects.length > 0
    ? h(
        'section',
        { id: 'defects' },
        h('h3', {}, 'Recall by defect type'),
        h('p', { class: 'hint' }, 'At the chosen threshold, with 95 % intervals.'),
        rateRows(defects, 'anomalous', { scale: 1, noun: 'caught' }),
      )
    : null;
}

function conditionsSection({ conditions, available, unit }) {
  if (!available || conditions.length === 0) {
    return null;
  }
  const scale = niceScale(conditions.map((each) => each.rate));
  const names = [...new Set(conditions.map((each) => each.condition))];
  return h(
    'section',
    { id: 'conditions' },
    h('h3', {}, 'False positives by operating condition'),
    h('p', { class: 'hint' }, 'Good test parts only, at the chosen threshold, with 95 % intervals.'),
    names.map((name) => [
      h('h4', {}, name),
      rateRows(
        conditions.filter((each) => each.condition === name),
        'good',
        { scale, target: unit ? unit.choice.target_fpr : null, noun: 'good' },
      ),
    ]),
  );
}

function definitions(pairs) {
  return h('dl', { class: 'facts' }, pairs.map(([name, value]) => fact(name, value)));
}

function timings(run) {
  const t = run.timings;
  const milliseconds = (value) => (value === null ? NONE : `${digits(value)} ms`);
  return [
    ['fit', duration(t.fit_seconds)],
    ['scoring', duration(t.score_seconds)],
    ['throughput', t.samples_per_second === null ? NONE : `${digits(t.samples_per_second)} parts/s`],
    [
      'latency, one part at a time',
      `p50 ${milliseconds(t.latency_p50_ms)}, p95 ${milliseconds(t.latency_p95_ms)}, p99 ${milliseconds(t.latency_p99_ms)}`,
    ],
    ['peak memory', t.peak_memory_mib === null ? NONE : `${digits(t.peak_memory_mib, 4)} MiB`],
  ];
}

function details(shown) {
  const { run } = shown;
  return h(
    'section',
    { id: 'details' },
    h('h3', {}, 'Details'),
    run.facts.length > 0 ? fold('Detector', definitions(run.facts)) : null,
    fold('Time and memory', definitions(timings(run))),
    run.notes.length > 0 ? fold('Notes', h('ul', {}, run.notes.map((text) => h('li', {}, tight(text))))) : null,
    run.environment.length > 0 ? fold('Environment', definitions(run.environment)) : null,
    run.config ? fold('Configuration', h('pre', {}, run.config)) : null,
  );
}

function unitSelect(run, unit, choose) {
  if (run.units.length < 2) {
    return null;
  }
  const select = h(
    'select',
    { id: 'unit', onchange: () => choose(select.value) },
    h('option', { value: '' }, `all ${run.units.length} units, pooled`),
    run.units.map((each) => h('option', { value: each.name }, each.name)),
  );
  select.value = unit ? unit.name : '';
  return h('label', {}, 'Unit ', select);
}

function title(run) {
  const parts = [run.method, run.backbone, run.dataset, run.tested, `seed ${run.seed}`];
  return [
    h('h2', { id: 'run-title', tabindex: -1 }, run.name || run.method),
    h('p', { class: 'meta' }, parts.filter(Boolean).join(' · ')),
    run.protocol ? h('p', { class: 'meta' }, run.protocol) : null,
    run.path ? h('p', { class: 'meta path' }, run.path) : null,
  ];
}

function ofUnits(run, entry) {
  const all = certificates(run);
  const certified = all.filter((each) => each.verdict === 'certified').length;
  if (all.length === 0) {
    return null;
  }
  const verdict = certified === all.length ? 'certified' : 'not_certified';
  return entry('certificate', verdict, `${count(certified)} of ${plural(all.length, 'unit')} certified.`, 'Certificates');
}

// What may be certified, and what was decided: a sentence each, and where to read on.
function conclusions({ run, unit }, index) {
  const certificate = unit?.findings?.certificate;
  const entry = (page, verdict, sentence, link) =>
    h(
      'p',
      {},
      verdictSign(verdict),
      h('a', { href: addressOf({ run: index, unit: run.units.length > 1 && unit ? unit.name : '', page }) }, link),
      `: ${tight(sentence)}`,
    );
  const entries = [
    run.decision ? entry('decision', run.decision.verdict, run.decision.sentence, 'Go/no-go') : null,
    certificate ? entry('certificate', certificate.verdict, certificate.statement, 'Certificate') : null,
    unit ? null : ofUnits(run, entry),
  ].filter(Boolean);
  return entries.length > 0 ? h('div', { class: 'conclusions' }, entries) : null;
}

// `index` is the run's place in the report; `unitName` is "" for all of its units.
export function runSection(run, index, unitName) {
  forgetAll();
  const choose = (name) => (location.hash = addressOf({ run: index, unit: name }));
  const shown = view(run, unitName);
  const { unit } = shown;
  const points = unit ? thresholds(unit) : [];
  const state = points.length > 0 ? new ThresholdState(points) : null;
  return h(
    'article',
    { id: 'run' },
    h('header', { class: 'run-head' }, h('div', {}, title(run)), unitSelect(run, unit, choose)),
    pageLinks(run, index, run.units.length > 1 && unit ? unit.name : '', 'results'),
    tiles(shown),
    verdict(shown, index),
    unit ? null : unitsTable(run, choose),
    state ? thresholdSection(state) : null,
    unit && state ? histogramSection(unit, state) : null,
    h('div', { class: 'two' }, defectsSection(shown), conditionsSection(shown)),
    rulesSection(unit),
    reviewSection(unit),
    tighteningSection(unit),
    seriesSection(shown.series),
    metricsSection(shown),
    unit && state ? curvesSection(unit, state) : null,
    gallerySection(run, unit),
    details(shown),
  );
}
