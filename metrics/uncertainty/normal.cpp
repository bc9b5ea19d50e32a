#include "metrics/uncertainty/normal.h"

#include <boost/math/special_functions/erf.hpp>
#include <cassert>
#include <cmath>
#include <numbers>

namespace goodparts {

double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2.0; }

double normal_quantile(double probability) {
  assert(probability > 0.0 && probability < 1.0);
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * probability);
}

double normal_quantile_two_sided(double confidence) {
  assert(confidence > 0.0 && confidence < 1.0);
  return std::numbers::sqrt2 * boost::math::erfc_inv(1.0 - confidence);
}

double normal_p_two_sided(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

}  // namespace goodparts
