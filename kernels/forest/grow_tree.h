// Growing an isolation tree.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/base/matrix_view.h"
#include "kernels/base/rng.h"
#include "kernels/forest/isolation_tree.h"
#include "kernels/forest/split_drawer.h"

namespace goodparts {

struct GrowthRules {
  SplitRules split;
  std::int64_t max_depth = 0;
  Harmonic harmonic = Harmonic::kExact;
  MissingRule missing = MissingRule::kDivide;
};

// Grows a tree on the given rows of `data`. A node becomes a leaf when it holds at most one row, no
// column varies within it, or it lies at the height limit; a leaf of n rows has the path length
// depth + c(n). A row that misses the value that a split asks for goes to one child only, so that
// rows stay whole: under kDivide to one drawn by the children's shares of the other rows, which in
// the mean over trees is to both by those shares; under kLarger to the larger child.
IsolationTree grow_isolation_tree(const MatrixView& data, std::span<const std::int64_t> rows,
                                  const GrowthRules& rules, Rng rng);

}  // namespace goodparts
