// Bootstrap intervals of metrics of a ranking: AUROC, AP, F1-max, FPR at 95 % recall, any other.
//
// Stratified by class, or by groups (resampling.h); percentile and BCa intervals
// (bootstrap_interval.h), of which BCa is reported: its coverage is better. How often nominal 95 %
// intervals cover the population's value, binormal scores of AUROC .9, n good and n anomalous,
// 1,000 replicates, 1,000 draws (bootstrap_slow_test.cpp prints these and more; ± .015):
//
//   n                           50            100           200
//                          percentile / BCa
//   AUROC                  .935 / .955   .947 / .952   .944 / .955
//   AP                     .902 / .921   .907 / .938   .929 / .935
//   F1-max                 .770 / .897   .809 / .913   .857 / .930
//   FPR at 95 % recall     .956 / .943   .957 / .954   .954 / .950
//
// It breaks with few samples and near a metric's bounds: AUROC .9, n = 10: .855 / .930; AUROC .99,
// n = 50: .844 / .922; n = 10: .377 / .373, for most draws show no spread at all and get no
// interval (delong.h gives one). F1-max picks its threshold anew in each replicate: the oracle
// overfits, on average by .024, .015 and .010 here. Such results carry a caveat.
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
