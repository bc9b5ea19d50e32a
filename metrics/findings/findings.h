// What scores support beyond the value of a metric: how sure each metric is, which thresholds other
// rules would set and whether their promises held on the test samples, what may be certified about
// false positives, and when the threshold may be lowered.
//
// Everything here is about one unit; the evaluation's threshold (evaluation.h) stays the one that
// is used.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/certificate/certificate.h"
#include "metrics/evaluation.h"
#include "metrics/rules/labelled_rules.h"
#include "metrics/rules/review_band.h"
#include "metrics/rules/threshold_rule.h"
#include "metrics/rules/tightening.h"
#include "metrics/series/series_metrics.h"
#include "metrics/unit_rows.h"

namespace goodparts {

struct MetricInterval {
  std::string metric;  // as in the evaluation's metrics
  double value = kUndefined;
  double low = kUndefined;  // NaN: none
  double high = kUndefined;
  double confidence = 0.95;
  std::string method;
  std::string caveat;  // why not to trust it, or why there is none; "" where all is well
};

struct FindingsOptions {
  double target_fpr = 0.05;
  double confidence = 0.95;
  std::int64_t bootstrap = 1000;  // replicates; 0: only intervals that need none
  double min_recall = 0.95;       // of the rule "FPR at a recall" and of the review band
  std::optional<double> prevalence;
  std::optional<double> escape_cost;  // both: the rule "expected cost"
  std::optional<double> overkill_cost;
  double max_gap_seconds = kNoGap;  // a longer step in time breaks a series
};

struct UnitFindings {
  std::string name;
  std::vector<MetricInterval> intervals;
  std::vector<ThresholdRule> rules;  // with transfer; available or with the reason why not
  std::optional<ReviewBand> review_band;
  TighteningSchedule tightening;
  Certificate certificate;              // of the evaluation's threshold
  std::optional<SeriesMetrics> series;  // of scores in the order of time
};

struct Findings {
  std::vector<UnitFindings> units;        // in the order of the evaluation's
  std::vector<MetricInterval> intervals;  // of the means; empty with one unit
  std::optional<SeriesMetrics> series;    // of all units together: counts pooled, VUS averaged
};

// The evaluation is of the same table and maps. The result depends on
// the context's seed, not on its threads. Throws Error(kInterrupted), Error(kConfig) for options
// out of range, and what reading maps throws.
Findings find_in_scores(const Context& context, const ScoreTable& table, const PixelSources& pixels,
                        const Evaluation& evaluation, const FindingsOptions& options);

}  // namespace goodparts
