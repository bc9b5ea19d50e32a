// The generalized Pareto distribution, F(y) = 1 − (1 + ξ y / σ)^(−1/ξ) for y > 0 (ξ = 0:
// 1 − exp(−y / σ)): what lies beyond a high threshold, nearly whatever the distribution (Pickands
// 1975).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

struct ParetoTail {
  double shape = 0.0;  // ξ: > 0 heavy tail, 0 exponential, < 0 ends at −σ / ξ
  double scale = 1.0;  // σ
};

double pareto_above(const ParetoTail& tail, double y);  // 1 − F(y)
double pareto_quantile_above(const ParetoTail& tail,
                             double survival);  // y with 1 − F(y) = survival

struct ParetoFit {
  ParetoTail tail;
  double log_likelihood = 0.0;
  // Of maximum likelihood for large counts, ξ > −1/2 (Smith 1987); NaN below.
  double shape_error = 0.0;
  double scale_error = 0.0;
  double covariance = 0.0;
};

// Maximum likelihood over ξ >= −1 (below, the likelihood is not bounded) by the profile in ξ / σ
// (Grimshaw 1993). Excesses finite, > 0, at least two of them different.
ParetoFit fit_pareto(std::span<const double> excesses);

// A² of excesses against the tail.
double anderson_darling(std::span<const double> excesses, const ParetoTail& tail);

// The p value of A² against tails that are generalized Pareto with both parameters estimated, from
// `draws` simulated tails of the same shape and as many excesses (at most 500: A² hardly depends on
// more).
double pareto_fit_p_value(std::span<const double> excesses, const ParetoFit& fit, int draws,
                          Rng rng);

}  // namespace goodparts
