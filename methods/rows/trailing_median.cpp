#include "methods/rows/trailing_median.h"

#include <algorithm>
#include <cassert>

#include "methods/rows/recordings.h"

namespace goodparts {
namespace {

// The indices and the `window` − 1 before each, ascending, each once.
std::vector<std::int64_t> with_past(const SampleSource& source,
                                    std::span<const std::int64_t> indices,
                                    std::span<const std::int64_t> before) {
  std::vector<std::int64_t> needed;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    for (std::int64_t index = indices[i] - before[i]; index <= indices[i]; ++index) {
      needed.push_back(index);
    }
  }
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  assert(needed.empty() || (needed.front() >= 0 && needed.back() < source.size()));
  return needed;
}

TrailingMedian median_of(std::span<const double> values, std::int64_t first) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  std::nth_element(order.begin(), middle, order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  return {values[*middle], first + static_cast<std::int64_t>(*middle)};
}

}  // namespace

std::vector<TrailingMedian> trailing_medians(const SampleSource& source,
                                             std::span<const std::int64_t> indices,
                                             std::int64_t window, const ValueReader& values) {
  assert(window >= 1 && window % 2 == 1);
  std::vector<std::int64_t> before;
  for (const std::int64_t index : indices) {
    before.push_back(samples_before(source, index, window - 1));
  }
  const std::vector<std::int64_t> needed = with_past(source, indices, before);
  const std::vector<double> value = values(needed);
  std::vector<TrailingMedian> medians;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const auto at = static_cast<std::size_t>(
        std::lower_bound(needed.begin(), needed.end(), indices[i]) - needed.begin());
    const bool has_past = !source.shape().is_image() && is_recorded(source.info(indices[i]));
    if (!has_past) {
      medians.push_back({value[at], indices[i]});
    } else if (before[i] < window - 1) {
      medians.push_back({0.0, indices[i]});
    } else {
      const auto size = static_cast<std::size_t>(window);
      medians.push_back(
          median_of(std::span(value).subspan(at + 1 - size, size), indices[i] - window + 1));
    }
  }
  return medians;
}

}  // namespace goodparts
