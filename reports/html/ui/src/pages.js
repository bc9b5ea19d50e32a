// The printable pages of a run, one at a time, each with links to the others.
import { fold, h } from './dom.js';
import { addressOf } from './address.js';
import { certificateDocument } from './certificate.js';
import { certificates } from './data.js';
import { decisionDocument } from './decision.js';
import { count, plural, upperBound } from './format.js';
import { number, table, text } from './table.js';
import { verdictBadge } from './verdict.js';

const TITLES = { results: 'Results', certificate: 'Certificate', decision: 'Go/no-go' };

export function pagesOf(run) {
  return ['results', certificates(run).length > 0 ? 'certificate' : null, run.decision ? 'decision' : null].filter(Boolean);
}

export function pageLinks(run, index, unit, current) {
  const pages = pagesOf(run);
  if (pages.length < 2) {
    return null;
  }
  const link = (page) =>
    h(
      'a',
      { href: addressOf({ run: index, unit, page }), 'aria-current': page === current ? 'page' : null },
      TITLES[page],
    );
  return h('nav', { class: 'pages', 'aria-label': 'Pages of this run' }, pages.map(link));
}

function frame(run, index, unit, page, title, ...content) {
  return h(
    'article',
    { class: 'sheet' },
    h(
      'div',
      { class: 'sheet-bar' },
      pageLinks(run, index, unit, page),
      h('button', { type: 'button', onclick: () => window.print() }, 'Print'),
    ),
    h('header', {}, h('p', { class: 'brand' }, 'goodparts'), h('h1', { id: 'sheet-title', tabindex: -1 }, title)),
    ...content,
    h('p', { class: 'meta path' }, [run.name, run.path].filter(Boolean).join(' · ')),
  );
}

const ORDER = { refuted: 0, not_certified: 1, certified: 2 };

function allUnits(all, index) {
  const rows = [...all]
    .sort((a, b) => (ORDER[a.verdict] ?? 1) - (ORDER[b.verdict] ?? 1) || b.fpr_upper - a.fpr_upper)
    .map((each) => {
      const evidence = each[each.basis] ?? each.test ?? each.calibration;
      return {
        cells: [
          h('a', { href: addressOf({ run: index, unit: each.unit, page: 'certificate' }) }, each.unit),
          verdictBadge(each.verdict),
          upperBound(each.fpr_upper),
          evidence ? `${count(evidence.false_alarms)} of ${count(evidence.good)}` : '',
        ],
      };
    });
  const columns = [text('Unit'), text('Verdict'), number('Rate at most'), number('Flagged')];
  const certified = all.filter((each) => each.verdict === 'certified').length;
  return h(
    'div',
    { class: 'no-print' },
    fold(`All ${plural(all.length, 'unit')}, worst first: ${count(certified)} certified`, table('Certificates of all units', columns, rows, '')),
  );
}

function unitSelect(all, shown, index) {
  const select = h(
    'select',
    {
      id: 'certificate-unit',
      onchange: () => (location.hash = addressOf({ run: index, unit: select.value, page: 'certificate' })),
    },
    all.map((each) => h('option', { value: each.unit }, each.unit)),
  );
  select.value = shown.unit;
  return h('label', { class: 'no-print' }, 'Unit ', select);
}

export function certificatePage(run, index, unit) {
  const all = certificates(run);
  const shown = all.find((each) => each.unit === unit) ?? all[0];
  const several = all.length > 1;
  return frame(
    run,
    index,
    several ? shown.unit : '',
    'certificate',
    'False positive certificate',
    several ? [unitSelect(all, shown, index), allUnits(all, index)] : null,
    certificateDocument(shown),
  );
}

export function decisionPage(run, index, unit) {
  return frame(run, index, unit, 'decision', 'Go/no-go', decisionDocument(run.decision));
}
