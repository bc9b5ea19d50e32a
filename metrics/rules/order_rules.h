// Thresholds at or between the ordered scores of held-out good parts.
//
// Whatever the distribution of continuous scores, the false positive rate of a threshold at the
// k-th largest of n held-out good scores is Beta(k, n + 1 − k) over draws of the held-out parts
// (Wilks 1941); where scores tie it is smaller. All of this takes parts to come to be exchangeable
// with the held-out ones.
//
// Scores finite, in any order. Errors: Error(kData) for a score that is not finite, Error(kConfig)
// unless 1e-9 <= target_fpr < 1 and 0 < confidence < 1.
#pragma once

#include <span>
#include <vector>

#include "metrics/rules/threshold_rule.h"

namespace goodparts {

// The 1 − target_fpr quantile, linear between order statistics (definition 7 of Hyndman & Fan 1996,
// numpy's default): the usual choice. It promises no bound at the target and overshoots it with few
// parts; the numbers given are those of the order statistic at or just below it.
ThresholdRule quantile_rule(std::span<const double> good, double target_fpr);

// Tolerance limit (Wilks 1941): the largest rank whose false positive rate is at most target_fpr
// with the given confidence. Not available where even the largest score promises less.
// promise.fpr_upper_95 is the 95 % bound at that rank, whatever the confidence asked for.
ThresholdRule kth_largest_rule(std::span<const double> good, double target_fpr,
                               double confidence = 0.95);

// Split conformal: flags what has a p-value of at most target_fpr, which happens to at most
// target_fpr of good parts on average over draws of the held-out parts (Vovk et al. 2005). The
// threshold is that of choose_threshold().
ThresholdRule conformal_rule(std::span<const double> good, double target_fpr);

// (1 + #{i: good_i >= s}) / (n + 1) for each score s: that of a good part is at most p with a
// probability of at most p. All 1 without held-out parts.
std::vector<double> conformal_p_values(std::span<const double> good,
                                       std::span<const double> scores);

}  // namespace goodparts
