// Bootstrap intervals of metrics of a ranking: AUROC, AP, F1-max, FPR at 95 % recall, any other.
//
// Stratified by class, or by groups (resampling.h); percentile and BCa intervals
// (bootstrap_interval.h). F1-max picks its threshold anew in each replicate: its interval says how
// the oracle's value would vary, and its bias, how much the oracle overfits at the least.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/uncertainty/bootstrap_interval.h"
#include "metrics/uncertainty/bootstrap_replicates.h"

namespace goodparts {

struct BootstrapOptions {
  std::int64_t replicates = 2000;
  double confidence = 0.95;
};

// One for each metric. scores: finite, parallel to the labels. The result depends on the context's
// seed, not on its threads. Throws Error(kInterrupted).
std::vector<BootstrapEstimate> bootstrap_metrics(const Context& context,
                                                 std::span<const double> scores,
                                                 const LabelledSamples& samples,
                                                 std::span<const RankingMetric> metrics,
                                                 const BootstrapOptions& options = {});

}  // namespace goodparts
