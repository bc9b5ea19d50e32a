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
  await page.waitForSelector('#run');
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
  assert.equal(await rows.count(), 5);
  await page.click('.seeds');
  assert.equal(await rows.count(), 8);
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

async function testFitsItsWindow() {
  const folder = path.join(path.dirname(reportFile), 'screenshots');
  await mkdir(folder, { recursive: true });
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
