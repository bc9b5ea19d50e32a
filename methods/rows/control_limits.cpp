#include "methods/rows/control_limits.h"

#include <fmt/format.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr double kGridEnd = 15.0;
constexpr std::int64_t kGridPoints = 10'000;

double grid_point(std::int64_t index) {
  return kGridEnd * static_cast<double>(index) / static_cast<double>(kGridPoints - 1);
}

double f_quantile(double m, double n, double confidence, FQuantile source) {
  const double exact =
      boost::math::quantile(boost::math::fisher_f_distribution<double>(m, n), confidence);
  if (source == FQuantile::kExact || exact > kGridEnd) {
    return exact;
  }
  // 0 lies below every quantile, so that there is a point before it.
  auto index = static_cast<std::int64_t>(exact / kGridEnd * static_cast<double>(kGridPoints - 1));
  while (index > 0 && grid_point(index) >= exact) {
    --index;
  }
  return grid_point(index);
}

}  // namespace

double t_squared_limit(std::int64_t m, std::int64_t n, double confidence, FQuantile quantile) {
  assert(m >= 1 && n > m);
  const auto columns = static_cast<double>(m);
  const auto rows = static_cast<double>(n);
  return columns * (rows - 1.0) * (rows + 1.0) / (rows * (rows - columns)) *
         f_quantile(columns, rows - columns, confidence, quantile);
}

double chi_squared_limit(double m, double confidence) {
  return boost::math::quantile(boost::math::chi_squared_distribution<double>(m), confidence);
}

double largest_deviation_limit(std::int64_t m, double confidence) {
  const double each = std::pow(confidence, 1.0 / static_cast<double>(m));
  return boost::math::quantile(
      boost::math::complement(boost::math::normal_distribution<double>(), 0.5 * (1.0 - each)));
}

double squared_error_limit(std::span<const double> variances, double confidence) {
  double theta[3] = {0.0, 0.0, 0.0};
  for (const double variance : variances) {
    theta[0] += variance;
    theta[1] += variance * variance;
    theta[2] += variance * variance * variance;
  }
  assert(theta[0] > 0.0);
  const double h0 = 1.0 - 2.0 * theta[0] * theta[2] / (3.0 * theta[1] * theta[1]);
  const double c = boost::math::quantile(boost::math::normal_distribution<double>(), confidence);
  const double base = 1.0 + c * h0 * std::sqrt(2.0 * theta[1]) / theta[0] +
                      theta[1] * h0 * (h0 - 1.0) / (theta[0] * theta[0]);
  if (h0 <= 0.0 || base <= 0.0) {
    return weighted_squares_limit(theta[0], theta[1], confidence);
  }
  return theta[0] * std::pow(base, 1.0 / h0);
}

double weighted_squares_limit(double sum, double sum_of_squares, double confidence) {
  return sum_of_squares / sum * chi_squared_limit(sum * sum / sum_of_squares, confidence);
}

void require_confidence(double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.confidence: {} is not between 0 and 1; 0.999 means that 1 good "
                            "sample in 1000 lies beyond the control limit",
                            confidence));
  }
}

}  // namespace goodparts
