// Which detectors the data cannot tell from the best one.
//
// The best is the one with the best value on hand. Each other is tested against it, two-sided, and
// the p values are adjusted with Holm's method. A detector with an adjusted p above the level
// belongs to the set. The set answers "which may be the best?", not "which are equally good?": with
// little data all belong to it. Who is best on hand was lucky in part, so its lead is overstated;
// all the same the truly best detector is in the set with a probability of about 1 − level or more:
// for it to fall out, another one must beat it significantly (best_set_slow_test.cpp: equal
// detectors).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/intervals.h"
#include "metrics/uncertainty/bootstrap.h"

namespace goodparts {

struct BestSetEntry {
  double value = kUndefined;        // of the metric; over categories the average rank
  double difference = kUndefined;   // to the best one, positive where the best has a higher value;
                                    // over categories the median difference
  Interval interval = kNoInterval;  // of the difference, not adjusted; none over categories
  double p = kUndefined;            // NaN for the best itself, and where there is no test
  double adjusted_p = kUndefined;   // Holm
  bool in_set = false;              // also where there is no test; never without a value
};

struct BestSet {
  std::int64_t best = -1;               // −1 where no detector has a value
  std::vector<BestSetEntry> detectors;  // in the order given
  std::string method;                   // "paired DeLong, Holm"
  std::string caveat;
};

// By AUROC on the same samples, paired DeLong. scores[detector], finite, parallel to the labels.
BestSet best_by_auroc(std::span<const std::vector<double>> scores,
                      std::span<const std::int8_t> labels, double level = 0.05);

// By any metric of a ranking, paired bootstrap; samples may come in groups. p is not below
// 2 / (replicates + 1): with k detectors, replicates should be well over 2 (k − 1) / level. Throws
// Error(kInterrupted).
BestSet best_by_bootstrap(const Context& context, std::span<const std::vector<double>> scores,
                          const LabelledSamples& samples, const RankingMetric& metric,
                          bool higher_is_better = true, const BootstrapOptions& options = {},
                          double level = 0.05);

// Over categories, Wilcoxon's signed-rank test: values[detector][category]. The best has the best
// average rank over the categories in which all detectors have a value. Categories with a NaN are
// left out. With fewer than 6 categories nothing can fall out, and with k detectors it takes about
// 1 + log2((k − 1) / level).
BestSet best_over_categories(std::span<const std::vector<double>> values,
                             bool higher_is_better = true, double level = 0.05);

}  // namespace goodparts
