// The threshold of one unit: a slider along the sweep, what it would flag and miss, and the sweep as curve and table.
import { h, fold, oracleBadge } from './dom.js';
import { count, interval, percent, score } from './format.js';
import { counts, rateBlock } from './rates.js';
import { chart, colour, hidden, line, shareAxis, shareScale, valueAxis, verticalLine } from './charts.js';

// The thresholds of a unit and the one looked at; plots subscribe to follow the slider.
export class ThresholdState {
  constructor(points) {
    this.points = points;
    this.index = this.start();
    this.listeners = [];
  }
  start() {
    for (const kind of ['choice', 'oracle']) {
      const found = this.points.findIndex((point) => point.kind === kind);
      if (found >= 0) {
        return found;
      }
    }
    return 0;
  }
  get current() {
    return this.points[this.index];
  }
  find(kind) {
    return this.points.find((point) => point.kind === kind) ?? null;
  }
  move(index) {
    this.index = Math.max(0, Math.min(this.points.length - 1, index));
    this.listeners.forEach((listener) => listener(this.current));
  }
  subscribe(listener) {
    this.listeners.push(listener);
  }
}

function origin(point) {
  if (point.kind === 'choice') {
    return point.unchecked
      ? h('span', { class: 'badge' }, 'control limit of the method, not checked on held-out good parts')
      : h('span', { class: 'badge chosen' }, 'chosen on held-out good parts');
  }
  const what = point.kind === 'oracle' ? 'F1-max' : 'picked by hand on test results';
  return [oracleBadge(), ` ${what}`];
}

function readout(state) {
  const field = (label, id) =>
    h('div', { class: 'readout-field' }, h('span', { class: 'caption' }, label), h('div', { id }));
  const box = h(
    'div',
    { class: 'readout', role: 'status', 'aria-live': 'polite' },
    field('Threshold', 'at-threshold'),
    field('False-positive rate (overkill)', 'at-fpr'),
    field('Recall', 'at-recall'),
    field('Escapes', 'at-escapes'),
    field('Precision', 'at-precision'),
  );
  const put = (id, ...content) => box.querySelector(`#${id}`).replaceChildren(...content.flat());
  const update = (point) => {
    put('at-threshold', h('b', {}, score(point.threshold)), h('small', {}, ...[origin(point)].flat()));
    put('at-fpr', rateBlock(point.fpr, 'good', { noun: 'good' }));
    put('at-recall', rateBlock(point.recall, 'anomalous', { noun: 'anomalous' }));
    put(
      'at-escapes',
      h('b', {}, count(point.fn)),
      h('small', {}, `of ${count(point.tp + point.fn)} anomalous parts missed`),
    );
    put('at-precision', rateBlock(point.precision, 'plain', { noun: 'flagged' }));
  };
  update(state.current);
  state.subscribe(update);
  return box;
}

function slider(state) {
  const input = h('input', {
    type: 'range',
    id: 'threshold',
    min: 0,
    max: state.points.length - 1,
    step: 1,
    'aria-label': 'Threshold',
    oninput: () => state.move(Number(input.value)),
  });
  const update = (point) => {
    input.value = state.index;
    input.setAttribute('aria-valuetext', `threshold ${score(point.threshold)}`);
  };
  update(state.current);
  state.subscribe(update);
  const back = h(
    'button',
    { type: 'button', id: 'threshold-reset', onclick: () => state.move(state.start()) },
    state.find('choice') ? 'Back to the chosen threshold' : 'Back to F1-max (oracle)',
  );
  state.subscribe(() => (back.disabled = state.index === state.start()));
  back.disabled = true;
  return h(
    'div',
    { class: 'slider' },
    h('small', {}, 'flags more'),
    input,
    h('small', {}, 'flags less'),
    back,
  );
}

// The two thresholds that have a meaning, and the one under the slider.
export function drawThresholds(plot, state) {
  const choice = state.find('choice');
  const oracle = state.find('oracle');
  if (oracle) {
    verticalLine(plot, oracle.threshold, 'oracle', { dash: [2, 3] });
  }
  if (choice) {
    verticalLine(plot, choice.threshold, 'muted', { dash: [5, 4] });
  }
  verticalLine(plot, state.current.threshold, 'ink');
}

function sweepPlot(state) {
  const points = state.points;
  const column = (of) => points.map(of);
  const data = [
    column((p) => p.threshold),
    column((p) => p.recall.high),
    column((p) => p.recall.low),
    column((p) => p.fpr.high),
    column((p) => p.fpr.low),
    column((p) => p.recall.value),
    column((p) => p.fpr.value),
  ];
  const { element, plot } = chart(
    {
      height: 280,
      scales: { x: { time: false }, y: shareScale() },
      axes: [valueAxis('threshold'), shareAxis('%', { size: 42 })],
      series: [{}, hidden, hidden, hidden, hidden, line('anomalous'), line('good')],
      bands: [
        { series: [1, 2], fill: () => colour('anomalous', 0.16) },
        { series: [3, 4], fill: () => colour('good', 0.18) },
      ],
      hooks: { draw: [(u) => drawThresholds(u, state)] },
      describe: (_, i) => [
        `threshold ${score(points[i].threshold)}`,
        `recall ${percent(points[i].recall.value)} (${interval(points[i].recall)})`,
        `false positives ${percent(points[i].fpr.value)} (${interval(points[i].fpr)})`,
      ],
    },
    data,
  );
  plot.over.addEventListener('click', () => plot.cursor.idx !== null && state.move(plot.cursor.idx));
  state.subscribe(() => plot.redraw(false));
  return element;
}

function sweepTable(state) {
  const cell = (rate) => [
    h('td', {}, percent(rate.value)),
    h('td', { class: 'quiet' }, rate.total > 0 ? interval(rate) : ''),
    h('td', { class: 'quiet' }, counts(rate)),
  ];
  const rows = [...state.points].reverse().map((point) =>
    h(
      'tr',
      { class: point.kind },
      h('td', {}, score(point.threshold)),
      h(
        'td',
        { class: 'quiet' },
        point.kind === 'choice' ? 'chosen' : point.kind === 'oracle' ? 'F1-max, oracle' : '',
      ),
      cell(point.fpr),
      cell(point.recall),
      h('td', {}, count(point.fn)),
      cell(point.precision),
    ),
  );
  const heads = ['Threshold', '', 'False-positive rate', '95 %', 'overkill'].concat(
    ['Recall', '95 %', 'caught', 'Escapes'],
    ['Precision', '95 %', 'right of flagged'],
  );
  return h(
    'div',
    { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'All thresholds' },
    h(
      'table',
      { class: 'numbers', id: 'sweep' },
      h(
        'thead',
        {},
        h('tr', {}, heads.map((text) => h('th', { scope: 'col' }, text))),
      ),
      h('tbody', {}, rows),
    ),
  );
}

export function thresholdSection(state) {
  return h(
    'section',
    { id: 'thresholds' },
    h('h3', {}, 'Threshold'),
    h(
      'p',
      { class: 'hint' },
      'A part is flagged when its score exceeds the threshold. Move the slider, or click in the plot, to see what another one would have done on the test parts.',
    ),
    readout(state),
    slider(state),
    h(
      'div',
      { class: 'legend' },
      h('span', { class: 'key anomalous' }, 'recall'),
      h('span', { class: 'key good' }, 'false-positive rate'),
      h('span', { class: 'key line' }, 'shown above'),
      state.find('choice') ? h('span', { class: 'key dashed' }, 'chosen') : null,
      state.find('oracle') ? h('span', { class: 'key dotted' }, 'F1-max (oracle)') : null,
      h('span', {}, 'shaded: 95 % intervals'),
    ),
    sweepPlot(state),
    fold(`All ${state.points.length} thresholds as a table`, sweepTable(state)),
  );
}
