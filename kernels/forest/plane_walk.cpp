#include "kernels/forest/plane_walk.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLanes = 4;
constexpr std::int64_t kTogether = 8;      // rows
constexpr std::int64_t kBlockRows = 1024;  // of 10 columns: 80 KiB, which stay in the second cache

typedef double Lanes __attribute__((vector_size(8 * kLanes)));
typedef std::int64_t Ways __attribute__((vector_size(8 * kLanes)));

struct Forest {
  const PlaneWalk::Step* steps;
  const double* weights;
  const double* medians;
  std::int64_t columns;
};

// kTogether rows from `root`, a step, to the leaves where they end. rows: kTogether × columns.
template <bool kComplete>
__attribute__((always_inline)) inline void walk(const Forest& forest, std::int32_t root,
                                                const double* rows, std::int32_t* ends) {
  const std::int64_t columns = forest.columns;
  std::int32_t at[kTogether];
  std::fill_n(at, kTogether, root);
  for (bool going = true; going;) {
    const double* weights[kTogether];
    const double* medians[kTogether];
    Lanes sums[kTogether] = {};
    for (std::int64_t r = 0; r < kTogether; ++r) {
      const std::int64_t entry = std::max(at[r], std::int32_t{0}) * columns * kLanes;
      weights[r] = forest.weights + entry;
      medians[r] = forest.medians + entry;
    }
    for (std::int64_t column = 0; column < columns; ++column) {
#pragma GCC unroll 8
      for (std::int64_t r = 0; r < kTogether; ++r) {
        const double x = rows[r * columns + column];
        Lanes values = {x, x, x, x};
        if (!kComplete && std::isnan(x)) {
          std::memcpy(&values, medians[r] + column * kLanes, sizeof values);
        }
        Lanes weight;
        std::memcpy(&weight, weights[r] + column * kLanes, sizeof weight);
        sums[r] += weight * values;
      }
    }
    going = false;
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < kTogether; ++r) {
      const PlaneWalk::Step& step = forest.steps[std::max(at[r], std::int32_t{0})];
      Lanes offsets;
      std::memcpy(&offsets, step.offsets, sizeof offsets);
      const Ways left = (sums[r] < offsets) & Ways{1, 2, 4, 0};
      const std::int32_t next = step.next[left[0] | left[1] | left[2]];
      at[r] = at[r] < 0 ? at[r] : next;  // who has ended waits at the leaf
      going |= at[r] >= 0;
    }
  }
  std::copy_n(at, kTogether, ends);
}

GOODPARTS_SIMD
void walk_complete(const Forest& forest, std::int32_t root, const double* rows,
                   std::int32_t* ends) {
  walk<true>(forest, root, rows, ends);
}

GOODPARTS_SIMD
void walk_incomplete(const Forest& forest, std::int32_t root, const double* rows,
                     std::int32_t* ends) {
  walk<false>(forest, root, rows, ends);
}

}  // namespace

bool PlaneWalk::serves(std::span<const IsolationTree> trees, std::int64_t columns) {
  std::int64_t planes = 0;
  std::int64_t terms = 0;
  for (const IsolationTree& tree : trees) {
    for (const IsolationNode& node : tree.nodes) {
      if (node.feature != kLeaf && node.feature != kHyperplane) {
        return false;
      }
    }
    for (const Hyperplane& plane : tree.planes) {
      ++planes;
      terms += static_cast<std::int64_t>(plane.columns.size());
      if (!std::is_sorted(plane.columns.begin(), plane.columns.end())) {
        return false;
      }
    }
  }
  return planes > 0 && 4 * terms >= planes * columns;
}

PlaneWalk::PlaneWalk(std::span<const IsolationTree> trees, std::int64_t columns)
    : columns_(columns) {
  for (const IsolationTree& tree : trees) {
    roots_.push_back(place(tree, 0));
  }
}

// What says where a walk goes on at the node `from`.
std::int32_t PlaneWalk::place(const IsolationTree& tree, std::size_t from) {
  const IsolationNode& node = tree.nodes[from];
  if (node.feature == kLeaf) {
    leaves_.push_back(node.value);
    return -static_cast<std::int32_t>(leaves_.size());
  }
  const std::size_t step = steps_.size();
  steps_.emplace_back();
  weights_.resize(steps_.size() * static_cast<std::size_t>(columns_ * kLanes), 0.0);
  medians_.resize(weights_.size(), 0.0);
  place_plane(tree, from, step, 0);
  for (int side = 0; side < 2; ++side) {
    const auto child = static_cast<std::size_t>(node.left + side);
    const IsolationNode& below = tree.nodes[child];
    const bool ends = below.feature == kLeaf;
    if (!ends) {
      place_plane(tree, child, step, 1 + side);
    }
    const std::int32_t left = place(tree, ends ? child : static_cast<std::size_t>(below.left));
    const std::int32_t right = ends ? left : place(tree, static_cast<std::size_t>(below.left) + 1);
    for (int lefts = 0; lefts < 8; ++lefts) {
      if ((lefts & 1) == 1 - side) {
        steps_[step].next[lefts] = (lefts & (2 << side)) != 0 ? left : right;
      }
    }
  }
  return static_cast<std::int32_t>(step);
}

void PlaneWalk::place_plane(const IsolationTree& tree, std::size_t node, std::size_t step,
                            int lane) {
  const auto number = static_cast<std::size_t>(tree.nodes[node].value);
  const Hyperplane& plane = tree.planes[number];
  steps_[step].offsets[lane] = plane.offset;
  for (std::size_t i = 0; i < plane.columns.size(); ++i) {
    const std::size_t at =
        (step * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(plane.columns[i])) *
            kLanes +
        static_cast<std::size_t>(lane);
    weights_[at] = plane.weights[i];
    medians_[at] = plane.medians[i];
  }
}

void PlaneWalk::add_to(double* sums, MatrixView rows) const {
  const Forest forest{steps_.data(), weights_.data(), medians_.data(), columns_};
  const std::int64_t room =
      (std::min(kBlockRows, rows.rows) + kTogether - 1) / kTogether * kTogether;
  std::vector<double> values(static_cast<std::size_t>(room * columns_), 0.0);
  for (std::int64_t begin = 0; begin < rows.rows; begin += kBlockRows) {
    const std::int64_t count = std::min(kBlockRows, rows.rows - begin);
    const auto end = std::copy_n(rows.row(begin), count * columns_, values.begin());
    const bool complete =
        std::none_of(values.begin(), end, [](double value) { return std::isnan(value); });
    for (const std::int32_t root : roots_) {
      for (std::int64_t row = 0; row < count; row += kTogether) {  // beyond the last: any numbers
        std::int32_t ends[kTogether];
        std::fill_n(ends, kTogether, root);
        if (root >= 0) {
          (complete ? walk_complete : walk_incomplete)(forest, root, values.data() + row * columns_,
                                                       ends);
        }
        for (std::int64_t r = 0; r < std::min(kTogether, count - row); ++r) {
          sums[begin + row + r] += leaves_[static_cast<std::size_t>(-1 - ends[r])];
        }
      }
    }
  }
}

}  // namespace goodparts
