#include "kernels/components/components_reference.h"

#include <algorithm>
#include <cassert>

namespace goodparts {

Components connected_components_reference(std::span<const std::uint8_t> mask, std::int64_t height,
                                          std::int64_t width) {
  assert(static_cast<std::int64_t>(mask.size()) == height * width);
  Components found;
  found.labels.assign(mask.size(), -1);
  std::vector<std::int64_t> open;
  const auto visit = [&](std::int64_t pixel) {
    const auto i = static_cast<std::size_t>(pixel);
    if (mask[i] != 0 && found.labels[i] < 0) {
      found.labels[i] = static_cast<std::int32_t>(found.areas.size()) - 1;
      ++found.areas.back();
      open.push_back(pixel);
    }
  };
  for (std::int64_t seed = 0; seed < height * width; ++seed) {
    const auto i = static_cast<std::size_t>(seed);
    if (mask[i] == 0 || found.labels[i] >= 0) {
      continue;
    }
    found.areas.push_back(0);
    visit(seed);
    while (!open.empty()) {
      const std::int64_t row = open.back() / width;
      const std::int64_t column = open.back() % width;
      open.pop_back();
      for (std::int64_t r = std::max<std::int64_t>(row - 1, 0); r <= std::min(row + 1, height - 1);
           ++r) {
        for (std::int64_t c = std::max<std::int64_t>(column - 1, 0);
             c <= std::min(column + 1, width - 1); ++c) {
          visit(r * width + c);
        }
      }
    }
  }
  return found;
}

}  // namespace goodparts
