// Mean plus k standard deviations of held-out good scores, the shop floor's rule.
//
// It promises something only if the scores of good parts are normal, which the scores of anomaly
// detectors rarely are: their upper tail is longer, and the rule then flags more good parts than
// it says. Under normality a part to come is flagged with probability
// P(t_{n−1} > k / √(1 + 1/n)) on average, and the one-sided bound is that of the normal tolerance
// limit (noncentral t; Natrella 1963).
#pragma once

#include <span>

#include "metrics/rules/threshold_rule.h"

namespace goodparts {

// Diagnostics: mean, deviation, skewness, anderson_darling and its p value (from 8 scores on), and
// how many held-out scores exceed the threshold against how many would under normality.
//
// Not available with fewer than 3 scores or where all are equal. Errors: Error(kData) for a score
// that is not finite, Error(kConfig) for k that is not above 0.
ThresholdRule mean_sigma_rule(std::span<const double> good, double k = 3.0);

// The false positive rate that mean + kσ of n normal scores does not exceed with the given
// probability. n >= 2.
double mean_sigma_fpr_bound(double k, std::int64_t good_count, double probability = 0.95);

}  // namespace goodparts
