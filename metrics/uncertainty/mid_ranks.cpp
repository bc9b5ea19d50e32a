#include "metrics/uncertainty/mid_ranks.h"

#include <algorithm>
#include <numeric>

namespace goodparts {

std::vector<std::int64_t> twice_mid_ranks(std::span<const double> values, double equal) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<std::int64_t> twice(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first + 1;
    while (last < order.size() && values[order[last]] - values[order[last - 1]] <= equal) {
      ++last;
    }
    for (std::size_t i = first; i < last; ++i) {
      twice[order[i]] = static_cast<std::int64_t>(first + last + 1);
    }
    first = last;
  }
  return twice;
}

}  // namespace goodparts
