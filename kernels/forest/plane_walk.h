// Path lengths of many rows in a forest whose splits are all hyperplanes (Extended Isolation
// Forest), one thread.
//
// Two levels of a tree are one step: the three planes lie side by side in the lanes of a vector,
// with a weight for each column, 0 where the plane does not have it, and are compared at once; a
// few rows go side by side. Each product is rounded before it is added, in the order of the
// columns, in double, and adding 0 changes nothing: a row goes the ways of is_right_of()
// (isolation_tree.h), on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/isolation_tree.h"

namespace goodparts {

class PlaneWalk {
 public:
  // Nothing but hyperplanes, of at least a quarter of the columns in the mean, in order.
  static bool serves(std::span<const IsolationTree> trees, std::int64_t columns);

  PlaneWalk(std::span<const IsolationTree> trees, std::int64_t columns);

  // Adds the path lengths of each row in all trees, in their order, to sums[row]. A missing value
  // is each plane's median.
  void add_to(double* sums, MatrixView rows) const;

  struct Step {
    double offsets[4] = {};  // of the node, its left and its right child; the last is not used
    // By who of the three has the row on its left, 1 + 2 + 4: the step where the walk goes on, or
    // −1 − the leaf where it ends.
    std::int32_t next[8] = {};
  };

 private:
  std::int32_t place(const IsolationTree& tree, std::size_t from);
  void place_plane(const IsolationTree& tree, std::size_t node, std::size_t step, int lane);

  std::int64_t columns_;
  std::vector<std::int32_t> roots_;  // of each tree: a step, or −1 − leaf
  std::vector<Step> steps_;
  std::vector<double> weights_;  // of each step, of each column: 4 lanes
  std::vector<double> medians_;  // likewise
  std::vector<double> leaves_;
};

}  // namespace goodparts
