#include "kernels/coupling/coupling_reference.h"

#include <cmath>
#include <vector>

namespace goodparts {
namespace {

constexpr double kSmallest = 1e-3;

// bins + 1, from −bound to bound.
std::vector<double> knots_of(const float* parameters, std::int64_t bins, double bound) {
  double sum = 0.0;
  for (std::int64_t k = 0; k < bins; ++k) {
    sum += std::exp(static_cast<double>(parameters[k]));
  }
  std::vector<double> knots = {-bound};
  for (std::int64_t k = 0; k < bins; ++k) {
    const double share = kSmallest + (1.0 - kSmallest * static_cast<double>(bins)) *
                                         std::exp(static_cast<double>(parameters[k])) / sum;
    knots.push_back(knots.back() + 2.0 * bound * share);
  }
  knots.back() = bound;
  return knots;
}

std::vector<double> derivatives_of(const float* parameters, std::int64_t bins) {
  const double identity = std::log(std::exp(1.0 - kSmallest) - 1.0);
  std::vector<double> derivatives = {1.0};
  for (std::int64_t k = 0; k + 1 < bins; ++k) {
    derivatives.push_back(kSmallest +
                          std::log1p(std::exp(static_cast<double>(parameters[k]) + identity)));
  }
  derivatives.push_back(1.0);
  return derivatives;
}

}  // namespace

CoupledValue affine_value(double x, double log_scale, double shift, double clamp) {
  const double s = clamp * std::tanh(log_scale / clamp);
  return {x * std::exp(s) + shift, s};
}

CoupledValue spline_value(double x, const float* parameters, std::int64_t bins, double bound) {
  if (!(std::abs(x) <= bound)) {
    return {x, 0.0};
  }
  const std::vector<double> knots_x = knots_of(parameters, bins, bound);
  const std::vector<double> knots_y = knots_of(parameters + bins, bins, bound);
  const std::vector<double> d = derivatives_of(parameters + 2 * bins, bins);
  std::size_t k = 0;
  while (static_cast<std::int64_t>(k) + 1 < bins && x >= knots_x[k + 1]) {
    ++k;
  }
  const double w = knots_x[k + 1] - knots_x[k];
  const double h = knots_y[k + 1] - knots_y[k];
  const double s = h / w;
  const double t = (x - knots_x[k]) / w;
  const double denominator = s + (d[k + 1] + d[k] - 2.0 * s) * t * (1.0 - t);
  const double slope = s * s *
                       (d[k + 1] * t * t + 2.0 * s * t * (1.0 - t) + d[k] * (1.0 - t) * (1.0 - t)) /
                       (denominator * denominator);
  return {knots_y[k] + h * (s * t * t + d[k] * t * (1.0 - t)) / denominator, std::log(slope)};
}

}  // namespace goodparts
