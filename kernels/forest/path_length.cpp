#include "kernels/forest/path_length.h"

#include <cmath>
#include <numbers>

namespace goodparts {
namespace {

double harmonic_number(std::int64_t i, Harmonic harmonic) {
  if (harmonic == Harmonic::kSklearn) {
    return std::log(static_cast<double>(i)) + std::numbers::egamma;
  }
  double sum = 0.0;
  for (std::int64_t k = i; k >= 1; --k) {  // smallest terms first: the least rounding
    sum += 1.0 / static_cast<double>(k);
  }
  return sum;
}

}  // namespace

double average_path_length(std::int64_t n, Harmonic harmonic) {
  if (n <= 1) {
    return 0.0;
  }
  if (n == 2) {
    return 1.0;
  }
  const auto count = static_cast<double>(n);
  return 2.0 * harmonic_number(n - 1, harmonic) - 2.0 * (count - 1.0) / count;
}

}  // namespace goodparts
