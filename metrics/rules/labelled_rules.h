// Thresholds chosen on labelled samples.
//
// Chosen on the samples of the test split they are oracles: they say what the best threshold would
// have been, and no rate measured on those samples is a promise. Bounds hold for samples to come
// that are exchangeable with those the threshold was chosen on (order statistics, Wilks 1941).
//
// Of thresholds that are equally good the strictest is taken: fewest false alarms. Not available
// where there are no good or no anomalous samples. Errors: Error(kConfig) for settings out of
// range.
#pragma once

#include "metrics/ranking.h"
#include "metrics/rules/threshold_rule.h"

namespace goodparts {

// The highest recall among thresholds that flag at most max_fpr of the good samples.
// promise.fpr_upper_95: that of a threshold fixed in rank by the budget.
ThresholdRule max_recall_rule(const Ranking& ranking, double max_fpr, LabelSource source);

// The lowest false positive rate among thresholds that flag at least min_recall of the anomalous
// samples. promise.recall_lower_95: that of a threshold fixed in rank by the requirement.
ThresholdRule min_fpr_rule(const Ranking& ranking, double min_recall, LabelSource source);

// The highest recall among thresholds with at least this precision at the given share of anomalous
// parts in production.
ThresholdRule precision_rule(const Ranking& ranking, double min_precision, double prevalence,
                             LabelSource source);

struct Costs {
  double escape = 0.0;      // of an anomalous part that passes
  double overkill = 0.0;    // of a good part that is flagged, in the same unit
  double prevalence = 0.0;  // share of anomalous parts in production, not in the test set
};

// The least expected cost per part: prevalence · escape · (1 − recall) + (1 − prevalence) ·
// overkill · FPR. Diagnostics: cost_per_part, and that of flagging nothing and everything.
ThresholdRule cost_rule(const Ranking& ranking, const Costs& costs, LabelSource source);

// The largest F1, which depends on the share of anomalous samples in the set.
ThresholdRule max_f1_rule(const Ranking& ranking, LabelSource source);

// Precision at another share of anomalous parts; NaN where nothing is flagged.
double precision_at(double recall, double fpr, double prevalence);

}  // namespace goodparts
