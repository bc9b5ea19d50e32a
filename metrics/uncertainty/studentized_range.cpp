#include "metrics/uncertainty/studentized_range.h"

#include <cassert>
#include <cmath>
#include <numbers>

#include "metrics/uncertainty/normal.h"

namespace goodparts {

// k ∫ φ(z) (Φ(z) − Φ(z − q))^{k − 1} dz, z being the largest. The trapezoidal rule converges faster
// than any power of the step for such functions.
double studentized_range_cdf(double q, std::int64_t k) {
  assert(k >= 2 && q >= 0.0);
  constexpr double kStep = 1.0 / 64.0;
  constexpr double kEnd = 9.0;
  double sum = 0.0;
  for (double z = -kEnd; z <= kEnd; z += kStep) {
    const double density = std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::numbers::pi);
    sum += density * std::pow(normal_cdf(z) - normal_cdf(z - q), static_cast<double>(k - 1));
  }
  return static_cast<double>(k) * sum * kStep;
}

double studentized_range_quantile(double probability, std::int64_t k) {
  assert(probability > 0.0 && probability < 1.0);
  double low = 0.0;
  double high = 1.0;
  while (studentized_range_cdf(high, k) < probability) {
    high *= 2.0;
  }
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2.0;
    (studentized_range_cdf(middle, k) < probability ? low : high) = middle;
  }
  return (low + high) / 2.0;
}

}  // namespace goodparts
