// Two ways to set thresholds with care: a band in between that people review, and lowering one as good parts come in.
import { h, oracleBadge } from './dom.js';
import { NONE, count, percent, score, setting, tight, upperBound } from './format.js';
import { rate } from './data.js';
import { rateBlock } from './rates.js';
import { number, table, text } from './table.js';
import { verdictBadge } from './verdict.js';

function zoneRows({ zones, lower, upper }) {
  const scores = {
    pass: `score up to ${score(lower.threshold)}`,
    review:
      lower.threshold === upper.threshold
        ? 'nothing lies between'
        : `between ${score(lower.threshold)} and ${score(upper.threshold)}`,
    fail: `above ${score(upper.threshold)}`,
  };
  return Object.entries(zones).map(([name, zone]) => ({
    cells: [
      [h('b', {}, name), h('small', {}, scores[name])],
      rateBlock(rate(zone.good), 'good'),
      rateBlock(rate(zone.anomalous), 'anomalous'),
      zone.share === null ? NONE : percent(zone.share),
    ],
  }));
}

export function reviewSection(unit) {
  const band = unit?.findings?.review_band;
  if (!band) {
    return null;
  }
  const oracle = band.lower?.oracle || band.upper?.oracle;
  const columns = [text('Zone'), number('Good parts'), number('Anomalous parts'), number('Share in production')];
  return h(
    'section',
    { id: 'review' },
    h('h3', {}, 'Pass, review, fail ', oracle && band.available ? oracleBadge() : null),
    h('p', { class: 'hint' }, tight(band.available ? band.sentence : `Not available: ${band.unavailable_reason}`)),
    band.available && band.zones ? table('Zones of the review band', columns, zoneRows(band), 'stacked compact') : null,
    oracle && band.available
      ? h('p', { class: 'hint' }, 'Both thresholds were tuned on these test labels; the rates say what was possible.')
      : null,
  );
}

export function tighteningSection(unit) {
  const schedule = unit?.findings?.tightening;
  if (!schedule || (!schedule.note && schedule.steps.length === 0)) {
    return null;
  }
  const columns = [text('Threshold'), number('Good parts needed'), number('False-positive rate at most'), text('')];
  const rows = schedule.steps.map((step) => ({
    class: step.rank === schedule.rank ? 'chosen' : '',
    cells: [
      step.rank === 1 ? 'largest good score' : `good score of rank ${count(step.rank)}`,
      count(step.good_needed),
      upperBound(step.fpr_upper),
      step.reached ? verdictBadge('reached') : `${count(step.good_needed - schedule.good_seen)} more to come`,
    ],
  }));
  return h(
    'section',
    { id: 'tightening' },
    h('h3', {}, 'Lowering the threshold as good parts come in'),
    h('p', { class: 'hint' }, tight(schedule.note)),
    rows.length > 0
      ? table(`Steps that keep ${setting(schedule.target_fpr)}`, columns, rows, 'stacked compact')
      : null,
  );
}
