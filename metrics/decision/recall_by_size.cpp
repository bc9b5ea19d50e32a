#include "metrics/decision/recall_by_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"
#include "metrics/intervals.h"

namespace goodparts {
namespace {

// Where the next size begins: the first defect at or beyond the position that is larger than the
// one before it.
std::size_t boundary(const std::vector<SizedDefect>& sorted, std::size_t position) {
  while (position > 0 && position < sorted.size() &&
         sorted[position].area == sorted[position - 1].area) {
    ++position;
  }
  return position;
}

SizeRecall of_range(const std::vector<SizedDefect>& sorted, std::size_t from, std::size_t to) {
  const auto flagged = std::count_if(sorted.begin() + static_cast<std::ptrdiff_t>(from),
                                     sorted.begin() + static_cast<std::ptrdiff_t>(to),
                                     [](const SizedDefect& defect) { return defect.flagged; });
  return {"", sorted[from].area, sorted[to - 1].area,
          make_rate(flagged, static_cast<std::int64_t>(to - from))};
}

void name_sizes(std::vector<SizeRecall>& sizes) {
  if (sizes.size() == 1) {
    sizes[0].size = "all";
    return;
  }
  sizes.front().size = "small";
  sizes.back().size = "large";
  if (sizes.size() == 3) {
    sizes[1].size = "medium";
  }
}

}  // namespace

std::vector<SizeRecall> recall_by_size(std::vector<SizedDefect> defects) {
  for (const SizedDefect& defect : defects) {
    if (!(defect.area > 0.0 && std::isfinite(defect.area))) {
      throw Error(ErrorKind::kData,
                  fmt::format("recall by size: a defect '{}' has an area of {}; leave out those "
                              "without a mask",
                              defect.defect, defect.area));
    }
  }
  std::stable_sort(defects.begin(), defects.end(),
                   [](const auto& a, const auto& b) { return a.area < b.area; });
  std::vector<SizeRecall> sizes;
  std::size_t from = 0;
  for (const std::size_t third : {defects.size() / 3, defects.size() * 2 / 3, defects.size()}) {
    const std::size_t to = boundary(defects, third);
    if (to > from) {
      sizes.push_back(of_range(defects, from, to));
      from = to;
    }
  }
  if (!sizes.empty()) {
    name_sizes(sizes);
  }
  return sizes;
}

}  // namespace goodparts
