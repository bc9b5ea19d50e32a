// One row for each run; runs that differ only by seed share a row that unfolds. Every column sorts.
import { breakable, h, oracleBadge } from './dom.js';
import { NONE, count, digits, duration, interval, metricText, percent, percentNumber, plural } from './format.js';
import { isOracleMetric, rate } from './data.js';
import { glyph, niceScale, rateBlock } from './rates.js';

// label, group, value to sort by, and whether larger is better.
const METRICS = [
  ['sample_auroc', 'AUROC', 'Parts', true],
  ['sample_ap', 'AP', 'Parts', true],
  ['sample_f1_max', 'F1-max', 'Parts', true],
  ['sample_fpr_at_95tpr', 'FPR at 95 % TPR', 'Parts', false],
  ['pixel_auroc', 'AUROC', 'Pixels', true],
  ['pixel_aupro_0.30', 'AU-PRO .30', 'Pixels', true],
  ['pixel_aupro_0.05', 'AU-PRO .05', 'Pixels', true],
];
const SPEED = [
  ['samples_per_second', 'parts/s', true, digits],
  ['latency_p50_ms', 'p50 ms', false, digits],
  ['fit_seconds', 'fit', false, duration],
];

const spreadOf = ([mean, deviation, runs]) => ({ mean, deviation, runs });

function spreadCell({ mean, deviation }, text, deviationText = text) {
  return [
    h('span', {}, text(mean)),
    deviation === null ? null : h('small', {}, `± ${deviationText(deviation)}`),
  ];
}

// Speeds vary over orders of magnitude: their deviation is shown relative to the mean.
function speedCell(spread, text) {
  return spreadCell(spread, text, (deviation) => percent(deviation / spread.mean));
}

function goodParts(report, row) {
  const parts = row.runs.map((index) =>
    report.runs[index].units.reduce((sum, unit) => sum + unit.good, 0),
  );
  const [least, most] = [Math.min(...parts), Math.max(...parts)];
  return least === most ? `${count(most)} good` : `${count(least)}–${count(most)} good`;
}

function rateColumn(report, key, label, about) {
  const rates = report.rows.map((row) => ({ ...row[key], total: row[key].most_parts }));
  const scale = about === 'good' ? niceScale(rates) : 1;
  const single = (run) => {
    const target = run.units.length === 1 ? run.units[0].choice.target_fpr : null;
    return run.has_choice
      ? rateBlock(rate(run.at_choice[key]), about, {
          scale,
          target: about === 'good' ? target : null,
        })
      : [NONE, h('small', { class: 'none' }, 'no held-out good parts')];
  };
  const several = (row) => {
    const { spread, low, high, fewest_parts: least, most_parts: most } = row[key];
    const { mean, deviation, runs } = spreadOf(spread);
    if (runs === 0) {
      return [NONE, h('small', { class: 'none' }, 'no held-out good parts')];
    }
    const parts = least === most ? count(most) : `${count(least)}–${count(most)}`;
    return h(
      'div',
      { class: `rate ${about}`, title: 'Mean ± standard deviation; the widest interval of the runs' },
      h(
        'span',
        {},
        h('b', {}, percent(mean)),
        deviation === null ? null : h('small', {}, ` ± ${percentNumber(deviation)}`),
      ),
      glyph({ low, high, value: mean }, scale),
      h('small', {}, interval({ low, high })),
      h('small', {}, `${runs} × ${parts} parts`),
    );
  };
  return {
    id: key,
    label: [label, h('small', {}, ` of ${about} parts`)],
    plain: label,
    group: 'At the chosen threshold',
    larger: about !== 'good',
    value: (row) => spreadOf(row[key].spread).mean,
    cell: (row) => (row.runs.length === 1 ? single(report.runs[row.runs[0]]) : several(row)),
  };
}

function metricColumn(report, [name, label, group, larger]) {
  const oracle = isOracleMetric(name);
  return {
    id: name,
    label: oracle ? [label, ' ', oracleBadge()] : label,
    plain: `${group === 'Pixels' ? 'Pixel ' : ''}${label}${oracle ? ' (oracle)' : ''}`,
    group,
    larger,
    value: (row) => spreadOf(row.metrics[name]).mean,
    cell: (row) => {
      const spread = spreadOf(row.metrics[name]);
      const isRate = name === 'sample_fpr_at_95tpr';
      return [
        spreadCell(spread, isRate ? percent : metricText),
        isRate && spread.mean !== null ? h('small', {}, goodParts(report, row)) : null,
      ];
    },
  };
}

function allColumns(report) {
  const columns = [
    {
      id: 'method',
      label: 'Method',
      group: '',
      text: true,
      value: (row) => report.runs[row.runs[0]].method + report.runs[row.runs[0]].backbone,
    },
    {
      id: 'dataset',
      label: 'Data',
      group: '',
      text: true,
      value: (row) => report.runs[row.runs[0]].dataset,
      cell: (row) => {
        const run = report.runs[row.runs[0]];
        return [h('span', {}, breakable(run.dataset)), h('small', {}, breakable(run.tested))];
      },
    },
    rateColumn(report, 'fpr', 'False-positive rate', 'good'),
    rateColumn(report, 'recall', 'Recall', 'anomalous'),
    ...METRICS.map((metric) => metricColumn(report, metric)),
    ...SPEED.map(([id, label, larger, text]) => ({
      id,
      label,
      group: 'Speed',
      larger,
      value: (row) => spreadOf(row[id]).mean,
      cell: (row) => speedCell(spreadOf(row[id]), text),
    })),
  ];
  // A column in which nobody has a value only takes room.
  return columns.filter(
    (column) =>
      column.text ||
      column.id === 'fpr' ||
      report.rows.some((row) => column.value(row) !== null),
  );
}

// The row of one run of a group, in the shape of a row of one run.
function alone(report, index) {
  const run = report.runs[index];
  const one = (value) => [value ?? null, null, value === null || value === undefined ? 0 : 1];
  const metrics = Object.fromEntries(METRICS.map(([name]) => [name, one(run.metrics[name])]));
  const speed = Object.fromEntries(SPEED.map(([name]) => [name, one(run.timings[name])]));
  return { runs: [index], metrics, ...speed };
}

export class Leaderboard {
  constructor(report) {
    this.report = report;
    this.selected = null;
    this.columns = allColumns(report);
    this.sort = { column: this.columns.find((each) => each.id === 'sample_auroc'), reverse: false };
    this.open = new Set();
    this.body = h('tbody', {});
    this.heads = new Map();
    this.element = this.build();
    this.update();
  }

  build() {
    const groups = [];
    for (const column of this.columns) {
      const last = groups[groups.length - 1];
      if (last && last.name === column.group) {
        last.span += 1;
      } else {
        groups.push({ name: column.group, span: 1 });
      }
    }
    const head = (column) => {
      const button = h('button', { type: 'button', onclick: () => this.sortBy(column) }, column.label);
      const cell = h('th', { scope: 'col', class: column.text ? 'text' : '' }, button);
      this.heads.set(column, cell);
      return cell;
    };
    this.sorter = h(
      'select',
      { id: 'sort', onchange: () => this.sortBy(this.columns[this.sorter.value]) },
      this.columns.map((column, i) =>
        h('option', { value: i }, column.plain ?? column.label),
      ),
    );
    return h(
      'section',
      { id: 'leaderboard', tabindex: -1 },
      h('h2', {}, 'Leaderboard'),
      h('label', { class: 'narrow-only' }, 'Sort by ', this.sorter),
      h(
        'div',
        { class: 'scroll' },
        h(
          'table',
          { class: 'leaderboard' },
          h(
            'thead',
            {},
            h(
              'tr',
              { class: 'groups' },
              groups.map(({ name, span }) => h('th', { colspan: span, scope: 'colgroup' }, name)),
            ),
            h('tr', {}, this.columns.map(head)),
          ),
          this.body,
        ),
      ),
    );
  }

  sortBy(column) {
    const again = this.sort.column === column;
    this.sort = { column, reverse: again && !this.sort.reverse };
    this.update();
  }

  sorted() {
    const { column, reverse } = this.sort;
    if (!column) {
      return this.report.rows;
    }
    const sign = (column.text || !column.larger ? 1 : -1) * (reverse ? -1 : 1);
    const compare = (a, b) => {
      const [x, y] = [column.value(a), column.value(b)];
      if (x === null || y === null) {
        return (x === null) - (y === null); // what is not defined goes last either way
      }
      return sign * (typeof x === 'string' ? x.localeCompare(y) : x - y);
    };
    return [...this.report.rows].sort(compare);
  }

  first() {
    return this.sorted()[0]?.runs[0] ?? null;
  }

  select(index) {
    this.selected = index;
    this.update();
  }

  update() {
    for (const [column, cell] of this.heads) {
      const sorted = column === this.sort.column;
      const ascending = (column.text || !column.larger) !== this.sort.reverse;
      cell.setAttribute('aria-sort', sorted ? (ascending ? 'ascending' : 'descending') : 'none');
    }
    this.sorter.value = this.columns.indexOf(this.sort.column);
    const lines = this.sorted().flatMap((row) => {
      const opened = row.runs.length > 1 && this.open.has(row.runs[0]);
      return [
        this.line(row, false),
        ...(opened ? row.runs.map((index) => this.line(alone(this.report, index), true)) : []),
      ];
    });
    this.body.replaceChildren(...lines);
  }

  line(row, nested) {
    const folded = row.runs.length > 1 && !this.open.has(row.runs[0]);
    const chosen = row.runs.includes(this.selected) && (folded || row.runs.length === 1);
    const cells = this.columns.map((column) => {
      if (column.id === 'method') {
        return h('th', { scope: 'row', class: 'text' }, this.title(row, nested));
      }
      const label = column.plain ?? column.label;
      const content = nested && column.text ? null : column.cell(row);
      return h('td', { 'data-label': label, class: column.text ? 'text' : '' }, content);
    });
    const classes = [nested ? 'nested' : '', chosen ? 'chosen' : ''].join(' ').trim();
    return h('tr', { class: classes, 'data-run': row.runs[0] }, cells);
  }

  title(row, nested) {
    const run = this.report.runs[row.runs[0]];
    const link = (text, index) =>
      h('a', { href: `#run=${index}`, 'aria-label': `Details of ${this.report.runs[index].name}` }, text);
    if (nested) {
      return link(`seed ${run.seed}`, row.runs[0]);
    }
    const several = row.runs.length > 1;
    return [
      link(breakable(run.method), row.runs[0]),
      h('small', {}, breakable(run.backbone)),
      several ? this.seedsButton(row) : h('small', {}, `seed ${run.seed}`),
    ];
  }

  seedsButton(row) {
    const opened = this.open.has(row.runs[0]);
    const toggle = () => {
      this.open[opened ? 'delete' : 'add'](row.runs[0]);
      this.update();
      this.body.querySelector(`tr[data-run="${row.runs[0]}"] .seeds`)?.focus();
    };
    return h(
      'button',
      { type: 'button', class: 'seeds', 'aria-expanded': String(opened), onclick: toggle },
      plural(row.runs.length, 'seed'),
    );
  }
}
