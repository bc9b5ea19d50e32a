// The trailing median of a row's value and those of the rows before it in its recording.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "datasets/sample.h"

namespace goodparts {

struct TrailingMedian {
  double value = 0.0;       // 0 while the recording has fewer than `window` rows
  std::int64_t index = -1;  // the row whose value it is; the row itself where there are too few
};

using ValueReader = std::function<std::vector<double>(std::span<const std::int64_t> indices)>;

// One for each of `indices`; `window` is odd. `values` is asked once, for each row that is needed.
// Samples without a past (recordings.h) keep their own value.
std::vector<TrailingMedian> trailing_medians(const SampleSource& source,
                                             std::span<const std::int64_t> indices,
                                             std::int64_t window, const ValueReader& values);

}  // namespace goodparts
