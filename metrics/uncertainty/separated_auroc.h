// How sure an AUROC of 1 (or 0) can be: the samples on hand do not overlap, those to come may.
//
// DeLong's variance is 0 there and its interval would be a point. Two others take its place:
// - Newcombe 2006 (Statistics in Medicine 25:559-573, method 5): the values θ that lie within z
//   standard errors of the estimate, the variance being taken at θ:
//     V(θ) = θ(1 − θ)[1 + (N/2 − 1)((1 − θ)/(2 − θ) + θ/(1 + θ))] / (m n),   N = m + n,
//   which is Hanley & McNeil's (1982) for exponential scores. It never degenerates.
// - A bound without any assumption on the scores: split the samples into k = min(m, n) disjoint
//   pairs of a good and an anomalous one. They are k independent trials that succeed with
//   probability θ, and an AUROC of 1 means that all succeeded, so Clopper & Pearson's lower bound
//   tail^(1/k) holds. It uses k of the m n comparisons and is wide.
#pragma once

#include <cstdint>

#include "metrics/intervals.h"

namespace goodparts {

// Of any AUROC in [0, 1]; good, anomalous >= 1.
Interval newcombe_auroc(double auroc, std::int64_t good, std::int64_t anomalous,
                        double confidence = 0.95);

// The lower end for an observed AUROC of 1; for 0 the upper end is one minus it.
double separated_auroc_low(std::int64_t good, std::int64_t anomalous, double confidence = 0.95);

}  // namespace goodparts
