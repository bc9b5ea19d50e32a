// node report.test.mjs REPORT.html MODULES_FOLDER CHROMIUM: opens the sample report and checks what a reader sees against
// the data in the page. Exits with 77, which CTest shows as skipped, where there is no Chromium.
// Leaves pictures of the page at two widths and in both colour schemes beside the report.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [reportFile, modules, chromiumFile] = process.argv.slice(2);
if (!chromiumFile) {
  console.log('skipped: no chromium found; install the package chromium');
  process.exit(77);
}
const { chromium } = createRequire(path.join(modules, 'package.json'))('playwright-core');

const address = pathToFileURL(reportFile).href;
const html = await readFile(reportFile, 'utf8');
const data = JSON.parse(html.match(/<script id="data" type="application\/json">(.*?)<\/script>/s)[1]);
const browser = await chromium.launch({
  executablePath: chromiumFile,
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const complaints = [];

async function open(hash = '', options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !request.url().startsWith(address)) {
      complaints.push(`request: ${request.url()}`);
    }
  });
  await page.goto(address + hash);
  await page.waitForSelector('#run, .sheet');
  return page;
}

const words = (text) => text.replace(/\s+/g, ' ').trim();
const shownIn = async (page, selector) => words(await page.locator(selector).innerText());

// The thresholds of a unit, ascending, as the slider must offer them.
function expectedPoints(unit) {
  const sweep = unit.sweep.threshold.map((threshold, i) => ({
    threshold,
    tp: unit.sweep.tp[i],
    fp: unit.sweep.fp[i],
    tn: unit.sweep.tn[i],
    fn: unit.sweep.fn[i],
    fprLow: unit.sweep.fpr_low[i],
    fprHigh: unit.sweep.fpr_high[i],
  }));
  const single = (point) => ({ ...point, fprLow: point.fpr[2], fprHigh: point.fpr[3] });
  const chosen = unit.choice.available ? [single(unit.at_choice)] : [];
  return [...sweep, single(unit.oracle_f1), ...chosen].sort((a, b) => a.threshold - b.threshold);
}

async function testSliderShowsTheData() {
  const page = await open('#run=0');
  const points = expectedPoints(data.runs[0].units[0]);
  const slider = page.locator('#threshold');
  assert.equal(await slider.getAttribute('max'), String(points.length - 1));
  for (const index of [0, 17, Math.floor(points.length / 2), points.length - 1]) {
    await slider.fill(String(index));
    const { threshold, tp, fp, tn, fn, fprLow, fprHigh } = points[index];
    const threshold5 = String(Number(threshold.toPrecision(5)));
    assert.match(await shownIn(page, '#at-threshold'), new RegExp(`^${threshold5.replace('.', '\\.')} `));
    const fpr = await shownIn(page, '#at-fpr');
    assert.ok(fpr.endsWith(`${fp} of ${fp + tn} good`), fpr);
    for (const bound of [fprLow, fprHigh].filter((share) => share > 0.001 && share < 0.999)) {
      assert.ok(fpr.includes((100 * bound).toFixed(1)), `${fpr}: ${bound}`);
    }
    assert.ok((await shownIn(page, '#at-recall')).endsWith(`${tp} of ${tp + fn} anomalous`));
    assert.equal(await shownIn(page, '#at-escapes'), `${fn} of ${tp + fn} anomalous parts missed`);
  }
  await slider.press('ArrowLeft');
  assert.equal(await slider.inputValue(), String(points.length - 2));
  await page.click('#threshold-reset');
  const { fp, tn } = data.runs[0].at_choice;
  assert.ok((await shownIn(page, '#at-fpr')).endsWith(`${fp} of ${fp + tn} good`));
  assert.match(await shownIn(page, '#at-threshold'), /chosen on held-out good parts/);
  await page.close();
}

async function testSorting() {
  const page = await open();
  const order = () => page.locator('.leaderboard tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.dataset.run)));
  const expected = (value, sign) =>
    [...data.rows]
      .sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return x === null || y === null ? (x === null) - (y === null) : sign * (x - y);
      })
      .map((row) => row.runs[0]);
  const auroc = (row) => row.metrics.sample_auroc[0];
  const fpr = (row) => row.fpr.spread[0];
  assert.deepEqual(await order(), expected(auroc, -1));
  const head = page.locator('.leaderboard thead th', { hasText: 'False-positive rate' });
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  assert.deepEqual(await order(), expected(fpr, 1));
  await head.locator('button').press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  assert.deepEqual(await order(), expected(fpr, -1));
  await page.close();
}

async function testSeedsUnfold() {
  const page = await open();
  const rows = page.locator('.leaderboard tbody tr');
  assert.equal(await rows.count(), data.rows.length);
  await page.click('.seeds');
  assert.equal(await rows.count(), data.rows.length + 3);
  await page.locator('tr.nested a', { hasText: 'seed 2' }).click();
  assert.equal(await shownIn(page, '#run-title'), data.runs[2].name);
  await page.close();
}

async function testEveryRateHasItsIntervalAndCounts() {
  const page = await open();
  for (let run = 0; run < data.runs.length; ++run) {
    await page.evaluate((index) => (location.hash = `run=${index}`), run);
    await page.locator('#run-title', { hasText: data.runs[run].name }).waitFor();
    for (const text of await page.locator('.rate:has(b)').allInnerTexts()) {
      assert.match(words(text), /% .* – .*%.* (of|×) [\d,]+/);
    }
    for (const text of await page.locator('.rate-row:has(.value)').allInnerTexts()) {
      assert.match(words(text), /% .* – .* · [\d,]+ of [\d,]+/);
    }
  }
  await page.close();
}

async function testOraclesAreLabelled() {
  const page = await open('#run=6'); // no held-out good parts
  assert.match(await shownIn(page, '#at-threshold'), /oracle F1-max/);
  assert.match(await shownIn(page, '.statement'), /oracle/);
  for (const name of ['F1-max', 'FPR at 95 % TPR']) {
    assert.match(await shownIn(page, `.leaderboard thead th:has-text("${name}")`), /oracle/);
  }
  await page.close();
}

async function testUnits() {
  const page = await open('#run=5');
  assert.equal(await page.locator('#threshold').count(), 0);
  const { fp, tn } = data.runs[5].at_choice;
  const pooled = `${fp} of ${(fp + tn).toLocaleString('en')} good parts`;
  assert.ok((await shownIn(page, '.tiles')).includes(pooled));
  await page.selectOption('#unit', 'valve1/3.csv');
  await page.waitForSelector('#threshold');
  const unit = data.runs[5].units[3];
  assert.ok((await shownIn(page, '.tiles')).includes(`${unit.at_choice.fp} of ${unit.good} good parts`));
  await page.close();
}

async function testGallery() {
  const page = await open('#run=0');
  const kinds = await page.locator('.card .badge').allInnerTexts();
  const items = data.runs[0].gallery;
  assert.equal(kinds.length, items.length);
  assert.equal(kinds[0], 'Escape');
  const worst = items.filter((item) => item.kind === 'escape').sort((a, b) => a.score - b.score)[0];
  assert.ok((await page.locator('.card').first().innerText()).includes(worst.id));
  await page.locator('.card').first().click();
  const pictures = page.locator('dialog img');
  assert.equal(await pictures.count(), 4);
  assert.equal(await pictures.first().evaluate((img) => img.complete && img.naturalWidth), 224);
  await page.keyboard.press('ArrowRight');
  assert.ok(!(await page.locator('dialog').innerText()).includes(worst.id));
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.close();
}

// Every table of the page names its rows and columns, also where rows are shown as cards.
async function testTablesHaveHeadings() {
  const page = await open('#run=7');
  for (const hash of ['run=7', 'run=7&page=certificate', 'run=7&page=decision', 'run=8']) {
    await page.evaluate((to) => (location.hash = to), hash);
    await page.waitForTimeout(50);
    const bare = await page.locator('table[role=table]').evaluateAll((tables) =>
      tables
        .filter((table) => {
          const heads = table.querySelectorAll('thead th[scope=col]').length;
          const lines = [...table.querySelectorAll('tbody tr:not(.note)')];
          return heads < 2 || lines.some((line) => !line.firstElementChild.matches('th[scope=row]'));
        })
        .map((table) => table.getAttribute('aria-label')),
    );
    assert.deepEqual(bare, []);
  }
  await page.close();
}

async function testMetricsHaveIntervals() {
  await expectIntervals('#run=7', data.runs[7].findings.units[0].intervals);
  await expectIntervals('#run=8', data.runs[8].findings.intervals); // of means
}

async function expectIntervals(hash, intervals) {
  const page = await open(hash);
  const shown = await shownIn(page, '#metrics');
  assert.ok(intervals.length > 0);
  for (const { metric, low, high, method, caveat } of intervals.filter((each) => each.low !== null)) {
    assert.ok(shown.includes(metric), metric);
    assert.ok(shown.includes(method) && shown.includes(caveat.slice(0, 40)), method);
    if (!/fpr_at|_p[gb]/.test(metric)) {
      assert.ok(shown.includes(`${low.toFixed(3)} – ${high.toFixed(3)}`), `${metric} in ${shown}`);
    }
  }
  await page.close();
}

async function testRules() {
  const page = await open('#run=7');
  const { rules } = data.runs[7].findings.units[0];
  const lines = page.locator('#rules tbody tr:not(.note)');
  assert.equal(await lines.count(), rules.length);
  for (let i = 0; i < rules.length; ++i) {
    const text = words(await lines.nth(i).innerText());
    if (!rules[i].available) {
      assert.ok(text.includes('not available: '), text);
      continue;
    }
    assert.equal(/oracle/.test(text), rules[i].oracle, text);
    const [flagged, good] = rules[i].transfer.observed.false_positive_rate;
    assert.ok(text.includes(`${flagged} of ${good}`), text);
    const verdict = { worse: 'worse than promised', better: 'better than promised', compatible: 'kept', not_tested: 'not tested' };
    assert.ok(text.includes(verdict[rules[i].transfer.false_alarms.verdict]), text);
  }
  const caveats = words(await page.locator('#rules').innerText());
  for (const caveat of rules.flatMap((rule) => rule.caveats)) {
    assert.ok(caveats.includes(words(caveat)), caveat);
  }
  assert.equal(await page.locator('#review tbody tr').count(), 3);
  const { steps } = data.runs[7].findings.units[0].tightening;
  assert.equal(await page.locator('#tightening tbody tr').count(), steps.length);
  await page.close();
}

async function testCertificatePage() {
  const page = await open('#run=7');
  await page.locator('nav.pages a', { hasText: 'Certificate' }).click();
  await page.waitForSelector('#certificate');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'sheet-title');
  assert.equal(await page.locator('#leaderboard').isVisible(), false);
  const { certificate } = data.runs[7].findings.units[0];
  const shown = await shownIn(page, '#certificate');
  for (const text of [certificate.statement, ...certificate.assumptions, ...certificate.voided_by]) {
    assert.ok(shown.includes(words(text)), text);
  }
  assert.match(shown, /Date Name Signature/);
  for (const { condition, level } of certificate.conditions) {
    assert.ok(shown.includes(`${condition} = ${level}`));
  }
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1); // one sheet of paper
  await page.locator('nav.pages a', { hasText: 'Results' }).click();
  await page.waitForSelector('#leaderboard');
  assert.equal(await page.locator('#leaderboard').isVisible(), true);
  await page.close();
}

async function testCertificateOfEachUnit() {
  const page = await open('#run=8&page=certificate');
  const units = data.runs[8].findings.units;
  await page.selectOption('#certificate-unit', units[1].unit);
  await page.waitForFunction((unit) => new URLSearchParams(location.hash.slice(1)).get('unit') === unit, units[1].unit);
  assert.ok((await shownIn(page, '#certificate')).includes(words(units[1].certificate.statement)));
  await page.close();
}

async function testDecisionPages() {
  for (const [run, verdict] of [
    [7, 'Go'],
    [8, 'No-go'],
  ]) {
    const page = await open(`#run=${run}&page=decision`);
    const { decision } = data.runs[run];
    assert.ok((await shownIn(page, '#decision-verdict')).endsWith(verdict));
    const shown = await shownIn(page, '#decision');
    for (const result of decision.results) {
      assert.ok(shown.includes(words(result.sentence)), result.sentence);
    }
    const points = page.locator('section:has(h2:text-is("Operating points")) tbody tr');
    assert.equal(await points.count(), decision.operating_points.length);
    await page.close();
  }
}

async function testSeries() {
  const page = await open('#run=8');
  const { series } = data.runs[8].findings;
  const shown = await shownIn(page, '#series');
  assert.ok(shown.includes(`${series.events.found} of ${series.events.events}`));
  assert.ok(shown.includes(`${series.events.false_alarms} of ${series.events.alarms} alarm`));
  const adjusted = await shownIn(page, '#point-adjusted');
  assert.ok(adjusted.includes(words(series.point_adjusted.warning)));
  for (const value of [series.point_adjusted.f1, series.point_adjusted.noise_same_rate, series.point_adjusted.noise_best]) {
    assert.ok(adjusted.includes(value.toFixed(3)));
  }
  await page.close();
}

async function testOlderResultsHaveNoPages() {
  const page = await open('#run=6&page=certificate');
  assert.equal(await page.locator('.sheet, .pages, #rules, #series').count(), 0);
  await page.waitForSelector('#metrics');
  await page.close();
}

async function testFitsItsWindow() {
  const folder = path.join(path.dirname(reportFile), 'screenshots');
  await mkdir(folder, { recursive: true });
  const wide = await open('#run=0');
  const board = wide.locator('#leaderboard .scroll');
  assert.equal(await board.evaluate((each) => each.scrollWidth - each.clientWidth), 0);
  await wide.close();
  for (const [name, hash] of [
    ['rules', '#run=7'],
    ['certificate', '#run=7&page=certificate'],
    ['decision', '#run=8&page=decision'],
    ['series', '#run=8'],
  ]) {
    for (const width of [1280, 420]) {
      const page = await open(hash, { viewport: { width, height: 900 } });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.screenshot({ path: path.join(folder, `${name}-${width}.png`), fullPage: true });
      await page.close();
    }
  }
  for (const width of [1280, 420]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open('#run=0', { viewport: { width, height: 900 }, colorScheme });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.screenshot({ path: path.join(folder, `${width}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
}

const tests = [
  testSliderShowsTheData,
  testSorting,
  testSeedsUnfold,
  testEveryRateHasItsIntervalAndCounts,
  testOraclesAreLabelled,
  testUnits,
  testGallery,
  testTablesHaveHeadings,
  testMetricsHaveIntervals,
  testRules,
  testCertificatePage,
  testCertificateOfEachUnit,
  testDecisionPages,
  testSeries,
  testOlderResultsHaveNoPages,
  testFitsItsWindow,
];
try {
  for (const test of tests) {
    await test();
    console.log(`ok ${test.name} ${Math.round(performance.now())} ms`);
  }
  assert.deepEqual(complaints, []);
  console.log('ok no console message, no error, no request');
} finally {
  await browser.close();
}
