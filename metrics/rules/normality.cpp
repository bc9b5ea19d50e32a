#include "metrics/rules/normality.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace goodparts {
namespace {

double log_normal_cdf(double z) {
  const double cdf = 0.5 * std::erfc(-z / std::numbers::sqrt2);
  return std::log(std::max(cdf, std::numeric_limits<double>::min()));
}

double p_value(double statistic, double n) {
  const double a = statistic * (1.0 + 0.75 / n + 2.25 / (n * n));
  if (a >= 0.6) {
    // The parabola turns up again far beyond its table.
    return a > 13.0 ? 0.0 : std::exp(1.2937 - 5.709 * a + 0.0186 * a * a);
  }
  if (a > 0.34) {
    return std::exp(0.9177 - 4.279 * a - 1.38 * a * a);
  }
  if (a > 0.2) {
    return 1.0 - std::exp(-8.318 + 42.796 * a - 59.938 * a * a);
  }
  return 1.0 - std::exp(-13.436 + 101.14 * a - 223.73 * a * a);
}

}  // namespace

Moments moments(std::span<const double> scores) {
  assert(scores.size() >= 2);
  const auto n = static_cast<double>(scores.size());
  Moments result;
  result.mean = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
  double squares = 0.0;
  double cubes = 0.0;
  for (const double score : scores) {
    const double d = score - result.mean;
    squares += d * d;
    cubes += d * d * d;
  }
  result.deviation = std::sqrt(squares / (n - 1.0));
  result.skewness = squares > 0.0 ? cubes / n / std::pow(squares / n, 1.5) : 0.0;
  return result;
}

NormalityTest test_normality(std::span<const double> scores) {
  assert(scores.size() >= kFewestForNormality);
  std::vector<double> sorted(scores.begin(), scores.end());
  std::sort(sorted.begin(), sorted.end());
  const Moments about = moments(sorted);
  assert(about.deviation > 0.0);
  const auto n = static_cast<double>(sorted.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double low = (sorted[i] - about.mean) / about.deviation;
    const double high = (sorted[sorted.size() - 1 - i] - about.mean) / about.deviation;
    sum += (2.0 * static_cast<double>(i) + 1.0) * (log_normal_cdf(low) + log_normal_cdf(-high));
  }
  const double statistic = -n - sum / n;
  return {statistic, p_value(statistic, n)};
}

}  // namespace goodparts
