// One isolation tree: random splits of a random subsample, until each point is alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/rng.h"
#include "methods/isolation_forest/path_length.h"

namespace goodparts {

struct RowMatrix {  // row-major view; rows × columns
  std::span<const float> values;
  std::int64_t columns = 0;

  std::int64_t rows() const { return static_cast<std::int64_t>(values.size()) / columns; }
  std::span<const float> row(std::int64_t index) const {
    return values.subspan(static_cast<std::size_t>(index * columns),
                          static_cast<std::size_t>(columns));
  }
};

// Nodes in one array, the root first; the two children of a node lie side by side.
struct IsolationNode {
  std::int32_t feature = -1;  // −1: a leaf
  std::int32_t left = 0;      // the right child is left + 1; 0 in a leaf
  double value = 0.0;         // inner node: row[feature] < value goes left; leaf: its path length
};

using IsolationTree = std::vector<IsolationNode>;

// Grows a tree on the given rows of `data`. A node becomes a leaf when it holds one row, only equal
// rows, or lies at depth `max_depth`; a leaf of n rows has the path length depth + c(n).
IsolationTree grow_isolation_tree(const RowMatrix& data, std::vector<std::int64_t> rows,
                                  std::int64_t max_depth, Harmonic harmonic, Rng rng);

// h(x): the path length of the leaf in which the row ends.
inline double path_length(std::span<const IsolationNode> tree, std::span<const float> row) {
  const IsolationNode* node = tree.data();
  while (node->feature >= 0) {
    const bool right = !(row[static_cast<std::size_t>(node->feature)] < node->value);
    node = tree.data() + node->left + (right ? 1 : 0);
  }
  return node->value;
}

}  // namespace goodparts
