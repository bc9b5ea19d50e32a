// Peaks over threshold: a generalized Pareto tail fitted to the largest held-out good scores gives
// thresholds for false positive rates below what counting supports (Pickands 1975; Siffer et al.
// 2017 use it for anomaly scores).
//
// That is extrapolation: its promise holds if the tail is generalized Pareto beyond the data, which
// no data at hand can show, and is no substitute for a certificate.
#pragma once

#include <cstdint>
#include <span>

#include "metrics/rules/threshold_rule.h"

namespace goodparts {

struct ParetoOptions {
  double tail_share = 0.1;               // of the held-out scores, the largest ones
  std::int64_t fewest_exceedances = 30;  // fewer than this are refused
  int bootstrap_draws = 199;             // of the goodness of fit; 0 leaves it out
  std::uint64_t seed = 0;
};

// The tail is the tail_share largest scores, or the fewest_exceedances largest where those are
// more; not available where these are more than a quarter of all, where the target is not within
// the tail, or where the tail's scores are all equal.
//
// Diagnostics: exceedances, tail_start, shape, shape_error, scale, scale_error, anderson_darling
// and its p value, and threshold_of_half_the_tail, which is close to the threshold if the fit is
// sound. promise.fpr_upper_95 is approximate (delta method).
//
// Errors: Error(kData) for a score that is not finite, Error(kConfig) for a target or a share that
// is none.
ThresholdRule pareto_rule(std::span<const double> good, double target_fpr,
                          const ParetoOptions& options = {});

}  // namespace goodparts
