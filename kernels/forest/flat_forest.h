// A forest of column splits laid out level by level, for scoring many complete rows: what
// path_lengths() (path_lengths.h) and its CUDA sibling walk. C++17, for nvcc.
//
// Each tree is a perfect binary tree of the same `levels` (at most kFlatLevels) in heap order: node
// 1 is the root, the children of node i are 2i and 2i + 1, and entry 0 is unused, so that every
// tree takes 2^levels entries of `features` and `thresholds`. A walk is
//
//   i = 1;  repeat `levels` times:  i = 2i + (row[features[i]] < thresholds[i] ? 0 : 1)
//
// and ends at slot i − 2^levels, whose path length is `leaves[slot]`. A leaf that lies higher is
// spread over all the slots below it, and the nodes between are padding: whichever way they send a
// row, it ends at the same path length.
//
// Deeper trees go on below: where next[slot] >= 0 the walk goes on at deep[next[slot]], until a
// node without a column, whose path length is deep_leaves[node.left]. `next` is empty where no tree
// is so deep.
//
// A threshold is the smallest float that is not below the tree's double, so that every float
// compares with both alike (round_up() in flatten_forest.h).
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts {

inline constexpr int kFlatLevels = 8;

struct FlatNode {
  std::int32_t feature = -1;  // −1: a leaf
  std::int32_t left = 0;      // the right child is left + 1; of a leaf: which of deep_leaves
  float threshold = 0.0F;
};

struct FlatForest {
  std::int64_t trees = 0;
  std::int64_t columns = 0;  // features are 0 … columns − 1
  int levels = 0;            // of the perfect part; 0: every tree is one leaf
  // Of tree t from t · 2^levels on.
  std::vector<std::int32_t> features;  // 0 in padding
  std::vector<float> thresholds;
  std::vector<double> leaves;      // 0 where next >= 0
  std::vector<std::int32_t> next;  // −1: the walk ends here
  // Of all trees together.
  std::vector<FlatNode> deep;
  std::vector<double> deep_leaves;

  std::int64_t entries() const { return std::int64_t{1} << levels; }  // of one tree
};

}  // namespace goodparts
