// Scores in the order of time: alarms and events instead of parts.
import { h } from './dom.js';
import { NONE, count, digits, duration, metricText, percent, plural, tight } from './format.js';

const fact = (name, value, note = null) => [h('dt', {}, name), h('dd', {}, value, note ? h('small', {}, ` ${note}`) : null)];

const block = (title, ...facts) => h('div', {}, h('h4', {}, title), h('dl', { class: 'facts' }, facts));

function samples({ points, gaps, samples: all }) {
  return block(
    'Samples',
    fact('False alarm rate (FAR)', percent(points.far), `${count(points.fp)} of ${count(points.fp + points.tn)} normal samples`),
    fact('Missed alarm rate (MAR)', percent(points.mar), `${count(points.fn)} of ${count(points.fn + points.tp)} anomalous samples`),
    fact('F1', metricText(points.f1), `precision ${metricText(points.precision)}, recall ${metricText(points.recall)}`),
    fact('Seen', plural(all, 'sample'), gaps > 0 ? `with ${plural(gaps, 'gap')} in time` : null),
  );
}

function events({ events: e }) {
  return block(
    'Events',
    fact('Found', `${count(e.found)} of ${count(e.events)}`, e.events > 0 ? `${count(e.events - e.found)} missed` : null),
    fact('False alarms', `${count(e.false_alarms)} of ${plural(e.alarms, 'alarm')}`),
    fact('F1 of events', metricText(e.f1), `precision ${metricText(e.precision)}, recall ${metricText(e.recall)}`),
    fact('Composite F1', metricText(e.composite_f1), 'precision of samples, recall of events'),
  );
}

function delays({ delay_samples: inSamples, delay_seconds: inSeconds }) {
  const share = inSeconds.within_limit ?? inSamples.within_limit;
  const each = (key) => [
    inSamples[key] === null ? NONE : `${digits(inSamples[key])} ${inSamples[key] === 1 ? 'sample' : 'samples'}`,
    inSeconds[key] === null ? null : duration(inSeconds[key]),
  ].filter(Boolean).join(', ');
  return block(
    'Delay until an event is found',
    fact('Median', each('median')),
    fact('Mean', each('mean'), 'of the events that were found'),
    share === null || share === undefined ? null : fact('Within the limit', percent(share)),
  );
}

function scores({ range, nab, vus }) {
  return block(
    'Scores for comparison',
    fact('Range-based F1', metricText(range.f1), `precision ${metricText(range.precision)}, recall ${metricText(range.recall)}`),
    Object.entries(nab).map(([profile, value]) => fact(`NAB, ${profile.replaceAll('_', ' ')}`, digits(value), 'at best 100')),
    fact('VUS-ROC', metricText(vus.vus_roc), `range AUC-ROC ${metricText(vus.range_auc_roc)}`),
    fact('VUS-PR', metricText(vus.vus_pr), `range AUC-PR ${metricText(vus.range_auc_pr)}`),
  );
}

// Never without its warning and what noise would score.
function pointAdjusted({ point_adjusted: adjusted }) {
  return h(
    'div',
    { class: 'lines warnings', id: 'point-adjusted' },
    h('b', {}, 'Point-adjusted F1: do not compare detectors by it'),
    h('p', {}, tight(adjusted.warning)),
    h(
      'dl',
      { class: 'facts' },
      fact('At the threshold', metricText(adjusted.f1), `noise that flags as often scores ${metricText(adjusted.noise_same_rate)}`),
      fact('Best noise', metricText(adjusted.noise_best), 'random flags, at the best rate'),
      adjusted.f1_area === null
        ? null
        : fact('PA%K', metricText(adjusted.f1_area), 'mean over the share K of an event that must be flagged'),
    ),
  );
}

export function seriesSection(series) {
  if (!series) {
    return null;
  }
  return h(
    'section',
    { id: 'series' },
    h('h3', {}, 'In time'),
    h('p', { class: 'hint' }, 'At the chosen threshold, with samples in the order of time. An event is an unbroken stretch of anomalous samples, an alarm one of flagged samples.'),
    h('div', { class: 'blocks' }, samples(series), events(series), delays(series), scores(series)),
    pointAdjusted(series),
  );
}
