#include "metrics/rules/generalized_pareto.h"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace goodparts {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLowestShape = -1.0;
constexpr double kExponential = 1e-9;  // shapes closer to 0 are taken for 0

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double middle_value(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(copy.size() / 2);
  std::nth_element(copy.begin(), middle, copy.end());
  return *middle;
}

// The best tail with ξ / σ = θ has ξ = mean of log(1 + θ y).
ParetoTail profile(std::span<const double> excesses, double mean_excess, double theta) {
  double sum = 0.0;
  for (const double y : excesses) {
    sum += std::log1p(theta * y);
  }
  const double shape = sum / static_cast<double>(excesses.size());
  // shape / theta is 0 / 0 at the exponential tail.
  const bool exponential = std::abs(theta) * mean_excess < 1e-12;
  return {exponential ? 0.0 : shape, exponential ? mean_excess : shape / theta};
}

// Minus the mean log-likelihood; grows without a bound on how far the shape is below its limit, so
// that the search comes back.
double loss(const ParetoTail& tail) {
  if (!(tail.scale > 0.0) || tail.shape < kLowestShape) {
    return std::numeric_limits<double>::max();
  }
  return std::log(tail.scale) + tail.shape + 1.0;
}

// θ from just above its limit −1 / max y up to where half the excesses have grown a hundredfold.
std::vector<double> candidates(double largest, double middle) {
  std::vector<double> thetas;
  for (int i = 0; i <= 40; ++i) {
    const double gap = std::pow(10.0, -8.0 + 8.0 * i / 40.0);
    thetas.push_back(-(1.0 - gap) / largest);
  }
  for (int i = 0; i <= 40; ++i) {
    thetas.push_back(std::pow(10.0, -3.0 + 5.0 * i / 40.0) / middle);
  }
  return thetas;
}

// ξ = −1 with σ = max y, the corner of what is allowed.
ParetoTail uniform(double largest) { return {kLowestShape, largest}; }

void add_errors(ParetoFit& fit, double n) {
  const double shape = fit.tail.shape;
  if (shape <= -0.5) {
    fit.shape_error = fit.scale_error = fit.covariance = kNan;
    return;
  }
  fit.shape_error = (1.0 + shape) / std::sqrt(n);
  fit.scale_error = fit.tail.scale * std::sqrt(2.0 * (1.0 + shape) / n);
  fit.covariance = -fit.tail.scale * (1.0 + shape) / n;
}

}  // namespace

double pareto_above(const ParetoTail& tail, double y) {
  if (y <= 0.0) {
    return 1.0;
  }
  if (std::abs(tail.shape) < kExponential) {
    return std::exp(-y / tail.scale);
  }
  const double inside = 1.0 + tail.shape * y / tail.scale;
  return inside <= 0.0 ? 0.0 : std::exp(-std::log(inside) / tail.shape);
}

double pareto_quantile_above(const ParetoTail& tail, double survival) {
  const double growth = -std::log(survival);
  return std::abs(tail.shape) < kExponential
             ? tail.scale * growth
             : tail.scale * std::expm1(tail.shape * growth) / tail.shape;
}

ParetoFit fit_pareto(std::span<const double> excesses) {
  assert(excesses.size() >= 2);
  const double largest = *std::max_element(excesses.begin(), excesses.end());
  const double mean_excess = mean(excesses);
  const auto objective = [&](double theta) { return loss(profile(excesses, mean_excess, theta)); };
  const std::vector<double> thetas = candidates(largest, middle_value(excesses));
  std::vector<double> losses;
  for (const double theta : thetas) {
    losses.push_back(objective(theta));
  }
  const auto best =
      static_cast<std::size_t>(std::min_element(losses.begin(), losses.end()) - losses.begin());
  const double from = thetas[best == 0 ? 0 : best - 1];
  const double to = thetas[std::min(best + 1, thetas.size() - 1)];
  const double theta = boost::math::tools::brent_find_minima(objective, from, to,
                                                             std::numeric_limits<double>::digits)
                           .first;
  ParetoFit fit;
  fit.tail = profile(excesses, mean_excess, theta);
  if (loss(uniform(largest)) < loss(fit.tail)) {
    fit.tail = uniform(largest);
  }
  const auto n = static_cast<double>(excesses.size());
  fit.log_likelihood = -n * loss(fit.tail);
  add_errors(fit, n);
  return fit;
}

double anderson_darling(std::span<const double> excesses, const ParetoTail& tail) {
  std::vector<double> sorted(excesses.begin(), excesses.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  const auto log_of = [](double share) {
    return std::log(std::max(share, std::numeric_limits<double>::min()));
  };
  double sum = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double above_low = pareto_above(tail, sorted[i]);
    const double above_high = pareto_above(tail, sorted[sorted.size() - 1 - i]);
    sum += (2.0 * static_cast<double>(i) + 1.0) * (log_of(1.0 - above_low) + log_of(above_high));
  }
  return -n - sum / n;
}

double pareto_fit_p_value(std::span<const double> excesses, const ParetoFit& fit, int draws,
                          Rng rng) {
  constexpr std::size_t kMost = 500;
  const double observed = anderson_darling(excesses, fit.tail);
  const ParetoTail unit{fit.tail.shape, 1.0};  // A² does not depend on the scale
  std::vector<double> drawn(std::min(excesses.size(), kMost));
  int as_bad = 0;
  for (int i = 0; i < draws; ++i) {
    for (double& y : drawn) {
      y = pareto_quantile_above(unit, 1.0 - rng.uniform());
    }
    // A draw of exactly 0 is possible in principle and lies outside of the tail.
    std::replace(drawn.begin(), drawn.end(), 0.0, std::numeric_limits<double>::min());
    as_bad += anderson_darling(drawn, fit_pareto(drawn).tail) >= observed ? 1 : 0;
  }
  return (1.0 + as_bad) / (1.0 + draws);
}

}  // namespace goodparts
