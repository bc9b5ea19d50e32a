#include "metrics/uncertainty/mcnemar.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cassert>

namespace goodparts {

McNemarResult mcnemar(std::int64_t only_first, std::int64_t only_second, std::int64_t samples) {
  assert(only_first >= 0 && only_second >= 0 && only_first + only_second <= samples);
  McNemarResult result{samples, only_first, only_second, kUndefined};
  const auto fewer = static_cast<double>(std::min(only_first, only_second));
  const auto more = static_cast<double>(std::max(only_first, only_second));
  if (samples > 0) {  // P(Binomial(n, ½) <= k) = I_½(n − k, k + 1)
    result.p =
        fewer == more ? 1.0 : std::min(1.0, 2.0 * boost::math::ibeta(more, fewer + 1.0, 0.5));
  }
  return result;
}

FlagComparison compare_flags(std::span<const double> first, double first_threshold,
                             std::span<const double> second, double second_threshold,
                             std::span<const std::int8_t> labels) {
  assert(first.size() == labels.size() && second.size() == labels.size());
  std::int64_t count[2] = {};
  std::int64_t only_first[2] = {};
  std::int64_t only_second[2] = {};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool anomalous = labels[i] == 1;
    const bool first_right = (first[i] > first_threshold) == anomalous;
    const bool second_right = (second[i] > second_threshold) == anomalous;
    ++count[anomalous];
    only_first[anomalous] += first_right && !second_right ? 1 : 0;
    only_second[anomalous] += second_right && !first_right ? 1 : 0;
  }
  return {
      mcnemar(only_first[0] + only_first[1], only_second[0] + only_second[1], count[0] + count[1]),
      mcnemar(only_first[0], only_second[0], count[0]),
      mcnemar(only_first[1], only_second[1], count[1])};
}

}  // namespace goodparts
