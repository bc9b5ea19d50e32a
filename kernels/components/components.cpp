#include "kernels/components/components.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "kernels/components/components_cuda.h"

namespace goodparts {
namespace {

// The first pixel from `at` on that is not zero; eight at a time, since masks are mostly empty.
std::int64_t skip_zeros(const std::uint8_t* row, std::int64_t at, std::int64_t width) {
  for (std::uint64_t eight = 0; at + 8 <= width; at += 8) {
    std::memcpy(&eight, row + at, sizeof eight);
    if (eight != 0) {
      break;
    }
  }
  while (at < width && row[at] == 0) {
    ++at;
  }
  return at;
}

// Sets of runs; the lowest number of a set stands for it.
class Sets {
 public:
  std::int32_t add() {
    parents_.push_back(static_cast<std::int32_t>(parents_.size()));
    return parents_.back();
  }
  std::int32_t find(std::int32_t run) {
    while (parent(run) != run) {
      parent(run) = parent(parent(run));
      run = parent(run);
    }
    return run;
  }
  void join(std::int32_t a, std::int32_t b) {
    a = find(a);
    b = find(b);
    parent(std::max(a, b)) = std::min(a, b);
  }

 private:
  std::int32_t& parent(std::int32_t run) { return parents_[static_cast<std::size_t>(run)]; }
  std::vector<std::int32_t> parents_;
};

// Runs of one row after the other, joined; `region` holds the number of the run itself.
void find_runs(const std::uint8_t* mask, std::int64_t height, std::int64_t width,
               std::vector<ComponentRun>& runs, Sets& sets) {
  std::size_t above = 0;  // the first run of the row above that may still touch
  std::size_t row_begin = 0;
  for (std::int64_t y = 0; y < height; ++y) {
    const std::uint8_t* const row = mask + y * width;
    const std::size_t above_end = runs.size();
    above = row_begin;
    row_begin = above_end;
    for (std::int64_t x = skip_zeros(row, 0, width); x < width; x = skip_zeros(row, x, width)) {
      const std::int64_t begin = x;
      while (x < width && row[x] != 0) {
        ++x;
      }
      const std::int32_t run = sets.add();
      runs.push_back({y * width + begin, x - begin, run});
      // Touching above: from begin − 1 to x, both included.
      const std::int64_t first = (y - 1) * width + begin - 1;
      const std::int64_t last = (y - 1) * width + x;
      while (above < above_end && runs[above].begin + runs[above].length <= first) {
        ++above;
      }
      for (std::size_t i = above; i < above_end && runs[i].begin <= last; ++i) {
        sets.join(static_cast<std::int32_t>(i), run);
      }
    }
  }
}

}  // namespace

ComponentRuns component_runs(const std::uint8_t* mask, std::int64_t height, std::int64_t width) {
  ComponentRuns found;
  Sets sets;
  find_runs(mask, height, width, found.runs, sets);
  std::vector<std::int32_t> regions(found.runs.size());
  for (ComponentRun& run : found.runs) {
    const std::int32_t root = sets.find(run.region);
    if (root == run.region) {
      regions[static_cast<std::size_t>(root)] = static_cast<std::int32_t>(found.areas.size());
      found.areas.push_back(0);
    }
    run.region = regions[static_cast<std::size_t>(root)];
    found.areas[static_cast<std::size_t>(run.region)] += run.length;
  }
  return found;
}

Components connected_components(const Context& context, std::span<const std::uint8_t> mask,
                                std::int64_t height, std::int64_t width) {
  assert(static_cast<std::int64_t>(mask.size()) == height * width);
  if (context.device == Device::kCuda) {
    assert(mask.size() < std::size_t{1} << 31U);
    Components components;
    components.labels.resize(mask.size());
    components.areas =
        cuda::connected_components(mask.data(), height, width, components.labels.data());
    return components;
  }
  const ComponentRuns found = component_runs(mask.data(), height, width);
  Components components;
  components.labels.assign(mask.size(), -1);
  for (const ComponentRun& run : found.runs) {
    std::fill_n(components.labels.begin() + run.begin, run.length, run.region);
  }
  components.areas = found.areas;
  return components;
}

}  // namespace goodparts
