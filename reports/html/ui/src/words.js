// What names in the data mean, in the words of somebody on the line.

const METRICS = {
  sample_auroc: 'Part AUROC: how well scores rank anomalous parts above good ones',
  sample_ap: 'Part average precision',
  sample_f1_max: 'Best F1 of parts over all thresholds',
  sample_fpr_at_95tpr: 'Good parts flagged where 95 % of anomalous parts are caught',
  sample_pg1: 'Good parts that pass where 1 % of anomalous parts escape (PG1)',
  sample_pg5: 'Good parts that pass where 5 % of anomalous parts escape (PG5)',
  sample_pb1: 'Anomalous parts caught where 1 % of good parts are flagged (PB1)',
  sample_pb5: 'Anomalous parts caught where 5 % of good parts are flagged (PB5)',
  pixel_auroc: 'Pixel AUROC: how well maps rank defective pixels above normal ones',
  pixel_ap: 'Pixel average precision',
  'pixel_aupro_0.30': 'Overlap with defects up to 30 % false-positive pixels (AU-PRO)',
  'pixel_aupro_0.05': 'Overlap with defects up to 5 % false-positive pixels (AU-PRO)',
  pixel_f1_max: 'Best F1 of pixels over all thresholds',
  pixel_segf1: 'F1 of pixels at mean + 3 σ of good maps (SegF1)',
  pixel_aupimo: 'Overlap with defects at almost no false alarm on good images (AUPIMO)',
};

const SHARES = ['sample_fpr_at_95tpr', 'sample_pg1', 'sample_pg5', 'sample_pb1', 'sample_pb5'];

const RULES = {
  quantile: 'Quantile of held-out good scores',
  kth_largest: 'k-th largest held-out good score',
  conformal: 'Conformal: target held on average',
  mean_sigma: 'Mean + k σ of held-out good scores',
  pareto_tail: 'Tail fitted to the largest good scores (generalised Pareto)',
  max_recall_at_fpr: 'Highest recall within a false-positive budget',
  min_fpr_at_recall: 'Fewest false positives at a recall',
  max_recall_at_precision: 'Highest recall at a precision',
  min_cost: 'Least expected cost',
  max_f1: 'Largest F1',
};

const REQUIREMENTS = {
  max_fpr: 'False-positive rate, at most',
  min_recall: 'Recall of all anomalous parts, at least',
  min_recall_per_defect: 'Recall of a kind of defect, at least',
  max_escaped_ppm: 'Escapes per million parts, at most',
  max_latency_p99_ms: 'Latency p99, at most',
  takt_time_ms: 'Takt time, which the latency p99 must keep',
  max_memory_mib: 'Memory, at most',
  max_review_hours_per_shift: 'Review hours per shift, at most',
};

// Words and a sign for each verdict: no meaning is left to the colour alone.
const VERDICTS = {
  go: ['✓', 'Go', 'fine'],
  no_go: ['✗', 'No-go', 'bad'],
  certified: ['✓', 'Certified', 'fine'],
  refuted: ['✗', 'Refuted', 'bad'],
  not_certified: ['?', 'Not certified', 'open'],
  met: ['✓', 'met', 'fine'],
  not_met: ['✗', 'not met', 'bad'],
  not_enough_evidence: ['?', 'not enough evidence', 'open'],
  compatible: ['✓', 'kept', 'fine'],
  worse: ['✗', 'worse than promised', 'bad'],
  better: ['✓', 'better than promised', 'fine'],
  not_tested: ['–', 'not tested', 'none'],
  reached: ['✓', 'reached', 'fine'],
};

const spoken = (words, name) => words[name] ?? name.replaceAll('_', ' ');

export const metricWords = (name) => spoken(METRICS, name);
export const isShare = (name) => SHARES.includes(name);
export const ruleWords = (name) => spoken(RULES, name);
export const requirementWords = (name) => spoken(REQUIREMENTS, name);

export function verdictWords(name) {
  const [sign, words, tone] = VERDICTS[name] ?? ['?', spoken({}, name), 'open'];
  return { sign, words, tone };
}
