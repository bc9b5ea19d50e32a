// The walk through any isolation tree, split by split: columns, hyperplanes, level subsets, missing
// values. What serves every forest, where no faster walk does.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kernels/forest/isolation_tree.h"

namespace goodparts {

class SplitWalk {
 public:
  // Keeps a view of `trees`.
  SplitWalk(std::span<const IsolationTree> trees, MissingRule missing);

  // Right children of divided nodes and their weights; a thread's own, empty between calls.
  using Waiting = std::vector<std::pair<std::int32_t, double>>;

  // The path length of a row that has come to `node` of a tree: from 0 on, that of the tree.
  double path_length(std::int64_t tree, std::int32_t node, const float* row,
                     Waiting& waiting) const;

 private:
  struct Node {
    std::int32_t kind = kLeaf;  // IsolationNode::feature
    std::int32_t column = 0;    // of a column or level split
    std::int32_t left = 0;      // the right child is left + 1
    std::int32_t number = 0;    // of the tree's planes, or of levels_
    double value = 0.0;         // threshold, or path length
    double left_share = 0.0;    // of a row that misses the value
  };
  struct Levels {
    std::uint64_t left = 0;
    bool unseen_left = false;  // where levels beyond 63 go
  };

  bool goes_right(const Node& node, const IsolationTree& tree, const float* row) const;

  std::span<const IsolationTree> trees_;
  std::vector<std::int64_t> first_;  // node of each tree
  std::vector<Node> nodes_;
  std::vector<Levels> levels_;
};

}  // namespace goodparts
