// Everything about one run: what its counts say, thresholds, scores, curves, defects, conditions, images, facts.
import { h, fold, oracleBadge } from './dom.js';
import { NONE, count, digits, duration, metricText, percent, plural, score, setting, tight } from './format.js';
import { isOracleMetric, thresholds, view } from './data.js';
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
      `about ${percent(choice.expected_fpr)} expected, at most ${percent(choice.fpr_upper_95)} with 95 % confidence, from ${plural(choice.good_count, 'held-out good part')}`,
    ),
    choice.fpr_upper_95 > choice.target_fpr
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

function verdict(shown) {
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
    list('Warnings', run.warnings, 'warnings'),
  );
}

function tile(label, ...content) {
  return h('div', { class: 'tile' }, h('span', { class: 'caption' }, label), ...content);
}

function tiles(shown) {
  const { run, unit, point, metrics } = shown;
  const target = unit ? unit.choice.target_fpr : null;
  const metricTile = (label, name) =>
    metrics[name] === null || metrics[name] === undefined
      ? null
      : tile(label, h('b', {}, metricText(metrics[name])));
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

function unitsTable(run, choose) {
  const hasPixels = run.units.some((unit) => (unit.metrics['pixel_aupro_0.30'] ?? null) !== null);
  const scale = niceScale(run.units.map((unit) => view(run, unit.name).point.fpr));
  const row = (unit) => {
    const shown = view(run, unit.name);
    const cell = (rate, about) =>
      h(
        'td',
        {},
        unit.choice.available ? rateBlock(rate, about, { scale: about === 'good' ? scale : 1 }) : NONE,
      );
    return h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'text' }, h('button', { type: 'button', class: 'link', onclick: () => choose(unit.name) }, unit.name)),
      h('td', {}, unit.choice.available ? score(unit.choice.threshold) : NONE),
      cell(shown.point.fpr, 'good'),
      cell(shown.point.recall, 'anomalous'),
      h('td', {}, metricText(unit.metrics.sample_auroc)),
      hasPixels ? h('td', {}, metricText(unit.metrics['pixel_aupro_0.30'])) : null,
      h('td', {}, count(unit.calibration)),
    );
  };
  const heads = ['Unit', 'Threshold', 'False-positive rate', 'Recall', 'AUROC'].concat(
    hasPixels ? ['AU-PRO .30'] : [],
    ['Held-out good'],
  );
  return h(
    'section',
    { id: 'units' },
    h('h3', {}, `${run.units.length} units`),
    h('p', { class: 'hint' }, 'Each unit is fitted and thresholded on its own. Choose one for its thresholds, scores and curves.'),
    h(
      'div',
      { class: 'scroll tall' },
      h(
        'table',
        { class: 'numbers units' },
        h('thead', {}, h('tr', {}, heads.map((text, i) => h('th', { scope: 'col', class: i === 0 ? 'text' : '' }, text)))),
        h('tbody', {}, run.units.map(row)),
      ),
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

function metricsTable(shown) {
  const rows = Object.entries(shown.metrics).map(([name, value]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'text' }, name, ' ', isOracleMetric(name) ? oracleBadge() : null),
      h(
        'td',
        {},
        name.includes('fpr_at_')
          ? `${percent(value)} of ${plural(shown.good, 'good part')}`
          : metricText(value),
      ),
    ),
  );
  const behind = `From ${plural(shown.good, 'good test part')} and ${count(shown.anomalous)} anomalous ones${shown.unit ? '' : '; means over units'}.`;
  return [h('p', { class: 'hint' }, behind), h('table', { class: 'numbers plain' }, h('tbody', {}, rows))];
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
    fold('All metrics', metricsTable(shown)),
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

// `choose(unit name)` is called when the reader picks a unit, with "" for all of them.
export function runSection(run, unitName, choose) {
  forgetAll();
  const shown = view(run, unitName);
  const { unit } = shown;
  const points = unit ? thresholds(unit) : [];
  const state = points.length > 0 ? new ThresholdState(points) : null;
  return h(
    'article',
    { id: 'run' },
    h('header', { class: 'run-head' }, h('div', {}, title(run)), unitSelect(run, unit, choose)),
    tiles(shown),
    verdict(shown),
    unit ? null : unitsTable(run, choose),
    state ? thresholdSection(state) : null,
    unit && state ? histogramSection(unit, state) : null,
    h('div', { class: 'two' }, defectsSection(shown), conditionsSection(shown)),
    unit && state ? curvesSection(unit, state) : null,
    gallerySection(run, unit),
    details(shown),
  );
}
