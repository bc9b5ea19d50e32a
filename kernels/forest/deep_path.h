// Where the perfect part of a flat forest ends.
#pragma once

#include "kernels/forest/flat_forest.h"

namespace goodparts {

// The path length of a row whose walk has come to `entry` of leaves and next.
inline double path_length_from(const FlatForest& forest, std::int64_t entry, const float* row) {
  const auto slot = static_cast<std::size_t>(entry);
  if (forest.next.empty() || forest.next[slot] < 0) {
    return forest.leaves[slot];
  }
  const FlatNode* node = &forest.deep[static_cast<std::size_t>(forest.next[slot])];
  while (node->feature >= 0) {
    const bool right = !(row[node->feature] < node->threshold);
    node = &forest.deep[static_cast<std::size_t>(node->left + (right ? 1 : 0))];
  }
  return forest.deep_leaves[static_cast<std::size_t>(node->left)];
}

}  // namespace goodparts
