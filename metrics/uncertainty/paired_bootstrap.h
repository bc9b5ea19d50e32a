// The difference of two detectors on the same samples, in any metric of a ranking: both get the
// same bootstrap replicates, so what the samples share cancels. Percentile intervals are reported:
// of two equally good detectors, 80 good and 60 anomalous samples, 2,000 draws
// (best_set_slow_test.cpp; ± .01), nominal 95 % intervals of the difference held 0 in
//
//               AUROC    AP     F1-max
//   percentile   .938   .933     .956
//   BCa          .926   .899     .905
//   DeLong       .946
#pragma once

#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/uncertainty/bootstrap.h"

namespace goodparts {

struct BootstrapComparison {
  double first = kUndefined;
  double second = kUndefined;
  BootstrapEstimate difference;  // first − second; caveats are there
  double p = kUndefined;  // two-sided, of no difference (bootstrap_p()); never below 2 / (R + 1)
};

// One for each metric. As bootstrap_metrics().
std::vector<BootstrapComparison> bootstrap_compare(const Context& context,
                                                   std::span<const double> first,
                                                   std::span<const double> second,
                                                   const LabelledSamples& samples,
                                                   std::span<const RankingMetric> metrics,
                                                   const BootstrapOptions& options = {});

// Of replicates that were drawn together (bootstrap_replicates.h).
BootstrapComparison compare_replicates(const MetricReplicates& first,
                                       const MetricReplicates& second, double confidence = 0.95);

}  // namespace goodparts
