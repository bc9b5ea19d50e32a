// All units of a run in one table; each leads to its own view.
import { h } from './dom.js';
import { NONE, count, metricText, score } from './format.js';
import { view } from './data.js';
import { intervalText, metricInterval } from './metrics.js';
import { niceScale, rateBlock } from './rates.js';
import { verdictBadge } from './verdict.js';

export function unitsTable(run, choose) {
  const hasPixels = run.units.some((unit) => (unit.metrics['pixel_aupro_0.30'] ?? null) !== null);
  const scale = niceScale(run.units.map((unit) => view(run, unit.name).point.fpr));
  const certified = run.units.some((unit) => unit.findings?.certificate);
  const metric = (unit, name) => {
    const found = metricInterval(unit.findings?.intervals ?? [], name);
    return h('td', {}, metricText(unit.metrics[name]), found ? h('small', {}, intervalText(found)) : null);
  };
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
      metric(unit, 'sample_auroc'),
      hasPixels ? metric(unit, 'pixel_aupro_0.30') : null,
      certified
        ? h('td', { class: 'text' }, unit.findings?.certificate ? verdictBadge(unit.findings.certificate.verdict) : NONE)
        : null,
      h('td', {}, count(unit.calibration)),
    );
  };
  const heads = ['Unit', 'Threshold', 'False-positive rate', 'Recall', 'AUROC'].concat(
    hasPixels ? ['AU-PRO .30'] : [],
    certified ? ['Certificate'] : [],
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
        h('thead', {}, h('tr', {}, heads.map((text, i) => h('th', { scope: 'col', class: i === 0 || text === 'Certificate' ? 'text' : '' }, text)))),
        h('tbody', {}, run.units.map(row)),
      ),
    ),
  );
}
