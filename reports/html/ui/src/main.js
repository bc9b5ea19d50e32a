// The page: a header, the leaderboard, and the run that the address names, or one page of it.
import { fold, h } from './dom.js';
import { plural } from './format.js';
import { report } from './data.js';
import { Leaderboard } from './leaderboard.js';
import { readAddress } from './address.js';
import { certificatePage, decisionPage, pagesOf } from './pages.js';
import { runSection } from './run.js';
import { forgetAll, redrawAll, sizeForPaper, sizeForScreen } from './charts.js';

const distinct = (key) => [...new Set(report.runs.map((run) => run[key]).filter(Boolean))];

function enumerate(words) {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

function pageHeader() {
  const methods = distinct('method');
  const datasets = distinct('dataset');
  const named = (words, noun) => (words.length <= 3 ? enumerate(words) : plural(words.length, noun));
  return h(
    'header',
    { class: 'page-head' },
    h('p', { class: 'brand' }, 'goodparts'),
    h('h1', {}, `${named(methods, 'method')} on ${named(datasets, 'dataset')}`),
    h(
      'p',
      { class: 'meta' },
      `${plural(report.runs.length, 'run')} · written ${report.written} · goodparts ${report.version}`,
    ),
    h(
      'div',
      { class: 'legend' },
      h('span', { class: 'key good' }, 'about good parts'),
      h('span', { class: 'key anomalous' }, 'about anomalous parts'),
      h('span', { class: 'key held-out' }, 'held-out good parts'),
    ),
    guide(),
  );
}

function guide() {
  const entries = [
    ['Overkill', 'a good part that is flagged: a false positive.'],
    ['Escape', 'an anomalous part that is not flagged: a false negative.'],
    [
      'Held-out good parts',
      'good parts that the detector was not trained on. The chosen threshold comes from them alone, as it would have to in production.',
    ],
    [
      '95 % interval',
      'the true rates that the counts leave open (Clopper–Pearson). Few parts leave much open: 0 of 20 flagged is no proof of 0 %.',
    ],
    [
      'Oracle',
      'a number from a threshold tuned on the test labels. It says what the scores could do, not what you will get.',
    ],
  ];
  return fold(
    'How to read this page',
    h('dl', { class: 'facts guide' }, entries.map(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])),
  );
}

function sheet(run, { run: index, unit, page }) {
  return page === 'certificate' ? certificatePage(run, index, unit) : decisionPage(run, index, unit);
}

// One of the printable pages takes the place of everything else.
function start() {
  const page = document.getElementById('page');
  if (report.runs.length === 0) {
    page.replaceChildren(pageHeader(), h('p', {}, 'There are no runs in this report.'));
    return;
  }
  const board = new Leaderboard(report);
  const place = h('div', {});
  const overview = h('div', {}, pageHeader(), board.element);
  page.replaceChildren(overview, place);
  let shown = null;
  const focusOn = (id) => {
    place.querySelector(id).focus({ preventScroll: true });
    place.scrollIntoView({ block: 'start' });
  };
  const show = () => {
    const address = readAddress();
    const asked = report.runs[address.run] ? address.run : null;
    const index = asked ?? shown?.index ?? board.first();
    const run = report.runs[index];
    const kind = pagesOf(run).includes(address.page) ? address.page : 'results';
    overview.hidden = kind !== 'results';
    const moved = asked !== null && (index !== shown?.index || kind !== (shown?.kind ?? 'results'));
    shown = { index, kind };
    if (kind === 'results') {
      board.select(index);
      place.replaceChildren(runSection(run, index, address.unit));
    } else {
      forgetAll();
      place.replaceChildren(sheet(run, { run: index, unit: address.unit, page: kind }));
    }
    if (moved) {
      focusOn(kind === 'results' ? '#run-title' : '#sheet-title');
    }
  };
  show();
  window.addEventListener('hashchange', () => report.runs[readAddress().run] && show());
}

// Printing: light colours, and everything unfolded that a reader on paper cannot unfold.
function preparePrinting() {
  let unfolded = [];
  window.addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    unfolded = [...document.querySelectorAll('details:not([open])')];
    unfolded.forEach((each) => (each.open = true));
    sizeForPaper();
  });
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    unfolded.forEach((each) => (each.open = false));
    sizeForScreen();
  });
}

start();
preparePrinting();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
