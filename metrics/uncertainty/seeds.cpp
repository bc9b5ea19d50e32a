#include "metrics/uncertainty/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <vector>

namespace goodparts {
namespace {

constexpr std::int64_t kFewSeeds = 5;

}  // namespace

SeedSpread seed_spread(std::span<const double> values, double confidence) {
  std::vector<double> defined;
  std::copy_if(values.begin(), values.end(), std::back_inserter(defined),
               [](double value) { return !std::isnan(value); });
  SeedSpread spread;
  spread.confidence = confidence;
  spread.seeds = std::ssize(defined);
  if (defined.empty()) {
    spread.caveat = "Not defined for any seed.";
    return spread;
  }
  const auto n = static_cast<double>(defined.size());
  const auto [smallest, largest] = std::minmax_element(defined.begin(), defined.end());
  spread.smallest = *smallest;
  spread.largest = *largest;
  // Equal values have no spread, whatever the rounding of their sum.
  spread.mean =
      *smallest == *largest ? *smallest : std::accumulate(defined.begin(), defined.end(), 0.0) / n;
  if (spread.seeds == 1) {
    spread.caveat = "One seed: how much another would change the result is not known.";
    return spread;
  }
  double squares = 0.0;
  for (const double value : defined) {
    squares += (value - spread.mean) * (value - spread.mean);
  }
  spread.deviation = std::sqrt(squares / (n - 1.0));
  const boost::math::students_t t(n - 1.0);
  const double width = boost::math::quantile(boost::math::complement(t, (1.0 - confidence) / 2.0)) *
                       spread.deviation / std::sqrt(n);
  spread.low = spread.mean - width;
  spread.high = spread.mean + width;
  if (spread.seeds < kFewSeeds) {
    spread.caveat = fmt::format(
        "{} seeds: the interval relies on their results being normally distributed.", spread.seeds);
  }
  return spread;
}

}  // namespace goodparts
