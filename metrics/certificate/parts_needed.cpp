#include "metrics/certificate/parts_needed.h"

#include <algorithm>
#include <cassert>

#include "metrics/intervals.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMostParts = 10'000'000;

// Parts in all to certify the rate with so many false alarms among them. The bound of k false
// alarms is that of rank k + 1.
std::int64_t parts_needed(double rate, std::int64_t false_alarms, double confidence) {
  return good_parts_needed(rate, false_alarms + 1, confidence);
}

}  // namespace

std::int64_t further_good_parts(double rate, std::int64_t false_alarms, std::int64_t good,
                                double confidence) {
  assert(0 <= false_alarms && false_alarms <= good);
  return std::max<std::int64_t>(0, parts_needed(rate, false_alarms, confidence) - good);
}

std::optional<std::int64_t> further_good_parts_at_observed_rate(double rate,
                                                                std::int64_t false_alarms,
                                                                std::int64_t good,
                                                                double confidence) {
  assert(0 <= false_alarms && false_alarms <= good);
  const double observed =
      good == 0 ? 0.0 : static_cast<double>(false_alarms) / static_cast<double>(good);
  if (observed >= rate) {
    return std::nullopt;
  }
  // The share of false alarms that is allowed grows with their number towards `rate`, so that from
  // some number on it is above the observed share.
  const auto allows = [&](std::int64_t count) {
    return static_cast<double>(count) >=
           observed * static_cast<double>(parts_needed(rate, count, confidence)) - 1e-9;
  };
  std::int64_t count = false_alarms;
  std::int64_t too_few = false_alarms - 1;
  while (!allows(count)) {
    too_few = count;
    count = 2 * count + 1;
    if (static_cast<double>(count) > rate * static_cast<double>(kMostParts)) {
      return std::nullopt;
    }
  }
  while (count - too_few > 1) {
    const std::int64_t middle = too_few + (count - too_few) / 2;
    (allows(middle) ? count : too_few) = middle;
  }
  return std::max<std::int64_t>(0, parts_needed(rate, count, confidence) - good);
}

}  // namespace goodparts
