// A metric over runs that differ in their seed only.
//
// Student's t-interval of the mean over seeds. It says how the training's chance moves the metric
// on this test set, nothing about other test sets: that is in the intervals over samples.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "metrics/evaluation.h"

namespace goodparts {

struct SeedSpread {
  std::int64_t seeds = 0;  // with a value
  double mean = kUndefined;
  double deviation = kUndefined;  // of single runs, n − 1; NaN with fewer than two
  double smallest = kUndefined;
  double largest = kUndefined;
  double low = kUndefined;  // of the mean; not cut off at the metric's bounds; NaN as above
  double high = kUndefined;
  double confidence = 0.95;
  std::string caveat;  // "" or why there is no interval, or why it is wide
};

// NaN: a run without the metric; left out.
SeedSpread seed_spread(std::span<const double> values, double confidence = 0.95);

}  // namespace goodparts
