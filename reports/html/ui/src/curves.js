// Score histograms and the ROC, precision–recall and PRO curves of one unit.
import uPlot from 'uplot';
import { h } from './dom.js';
import { NONE, count, metricText, percent, plural, score } from './format.js';
import { chart, colour, crossedPoint, line, shareAxis, shareScale, valueAxis } from './charts.js';
import { drawThresholds } from './threshold.js';

const GROUPS = [
  ['calibration', 'held-out', 'held-out good'],
  ['good', 'good', 'test good'],
  ['anomalous', 'anomalous', 'test anomalous'],
];

export function histogramSection(unit, state) {
  const { edges } = unit.histogram;
  if (edges.length < 2) {
    return null;
  }
  const groups = GROUPS.filter(([key]) => unit.histogram[key].some((n) => n > 0));
  const shares = groups.map(([key]) => {
    const total = unit.histogram[key].reduce((sum, n) => sum + n, 0);
    const each = unit.histogram[key].map((n) => n / total);
    return [...each, each[each.length - 1]];
  });
  const { element, plot } = chart(
    {
      height: 220,
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, 1.08 * high] } },
      axes: [valueAxis('score'), shareAxis('% of each group', { size: 42 })],
      series: [
        {},
        ...groups.map(([, name]) =>
          line(name, {
            paths: uPlot.paths.stepped({ align: 1 }),
            fill: () => colour(name, 0.16),
            width: 1.25,
          }),
        ),
      ],
      hooks: { draw: [(u) => drawThresholds(u, state)] },
      describe: (_, i) => {
        const bin = Math.min(i, edges.length - 2);
        return [
          `score ${score(edges[bin])} – ${score(edges[bin + 1])}`,
          ...groups.map(([key, , label]) => `${label}: ${count(unit.histogram[key][bin])}`),
        ];
      },
    },
    [edges, ...shares],
  );
  state.subscribe(() => plot.redraw(false));
  return h(
    'section',
    { id: 'histograms' },
    h('h3', {}, 'Scores'),
    h(
      'div',
      { class: 'legend' },
      groups.map(([key, name, label]) =>
        h(
          'span',
          { class: `key ${name}` },
          `${label} (${count(unit.histogram[key].reduce((sum, n) => sum + n, 0))})`,
        ),
      ),
    ),
    element,
  );
}

function ascending(curve) {
  const backwards = curve.x[0] > curve.x[curve.x.length - 1];
  const column = (values) => (backwards ? [...values].reverse() : values);
  return { x: column(curve.x), y: column(curve.y), threshold: column(curve.threshold) };
}

function curvePlot({ curve, title, area, x, y, end = 1, state, coordinates, behind }) {
  const { x: xs, y: ys, threshold } = ascending(curve);
  const draw = (plot) => {
    if (!coordinates) {
      return;
    }
    const choice = state.find('choice');
    if (choice && choice !== state.current) {
      crossedPoint(plot, ...coordinates(choice), 'muted', { filled: false });
    }
    crossedPoint(plot, ...coordinates(state.current), 'ink');
  };
  const { element, plot } = chart(
    {
      height: 270,
      scales: { x: shareScale(end), y: shareScale() },
      axes: [shareAxis(x), shareAxis(y, { size: 42 })],
      series: [{}, line('accent', { fill: () => colour('accent', 0.07) })],
      hooks: { draw: [draw] },
      describe: (_, i) => [
        ...behind(xs[i], ys[i]),
        `threshold ${score(threshold[i])}`,
      ],
    },
    [xs, ys],
  );
  if (coordinates) {
    state.subscribe(() => plot.redraw(false));
  }
  return h('figure', {}, h('figcaption', {}, h('b', {}, title), ' ', area), element);
}

export function curvesSection(unit, state) {
  const area = (label, name) =>
    unit.metrics[name] === undefined || unit.metrics[name] === null
      ? NONE
      : `${label} ${metricText(unit.metrics[name])}`;
  const plots = [];
  if (unit.roc.x.length > 1) {
    plots.push(
      curvePlot({
        curve: unit.roc,
        title: 'ROC',
        area: area('area', 'sample_auroc'),
        x: 'false-positive rate, %',
        y: 'recall, %',
        state,
        coordinates: (point) => [point.fpr, point.recall],
        behind: (fpr, recall) => [
          `${percent(fpr)} of ${plural(unit.good, 'good part')} flagged`,
          `${percent(recall)} of ${plural(unit.anomalous, 'anomalous part')} caught`,
        ],
      }),
    );
  }
  if (unit.precision_recall.x.length > 1) {
    plots.push(
      curvePlot({
        curve: unit.precision_recall,
        title: 'Precision–recall',
        area: area('average precision', 'sample_ap'),
        x: 'recall, %',
        y: 'precision, %',
        state,
        coordinates: (point) => [point.recall, point.precision],
        behind: (recall, precision) => [
          `${percent(recall)} of ${plural(unit.anomalous, 'anomalous part')} caught`,
          `${percent(precision)} of ${plural(Math.round((recall * unit.anomalous) / precision), 'flagged part')} anomalous`,
        ],
      }),
    );
  }
  if (unit.pro.x.length > 1) {
    plots.push(
      curvePlot({
        curve: unit.pro,
        title: 'PRO',
        area: area('area up to 30 %', 'pixel_aupro_0.30'),
        x: 'pixel false-positive rate, %',
        y: 'per-region overlap, %',
        end: 0.3,
        state,
        behind: (fpr, overlap) => [
          `${percent(fpr)} of normal pixels flagged`,
          `${percent(overlap)} mean overlap with defects`,
        ],
      }),
    );
  }
  if (plots.length === 0) {
    return null;
  }
  return h(
    'section',
    { id: 'curves' },
    h('h3', {}, 'Curves'),
    h(
      'p',
      { class: 'hint' },
      `${count(unit.good)} good and ${count(unit.anomalous)} anomalous test parts. The dot is the threshold shown above, with the intervals of both its rates.`,
    ),
    h('div', { class: 'curves' }, plots),
  );
}
