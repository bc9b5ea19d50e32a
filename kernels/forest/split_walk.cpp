#include "kernels/forest/split_walk.h"

#include <cmath>
#include <tuple>

namespace goodparts {

SplitWalk::SplitWalk(std::span<const IsolationTree> trees, MissingRule missing) : trees_(trees) {
  for (const IsolationTree& tree : trees) {
    first_.push_back(static_cast<std::int64_t>(nodes_.size()));
    for (const IsolationNode& from : tree.nodes) {
      Node& node = nodes_.emplace_back();
      node.kind = from.feature;
      node.left = from.left;
      node.value = from.value;
      if (from.feature == kLeaf) {
        continue;
      }
      if (from.feature == kHyperplane) {
        node.number = static_cast<std::int32_t>(from.value);
        continue;
      }
      node.column = column_of(tree, from);
      node.left_share = left_share_of_missing(tree, from, missing);
      if (from.feature == kLevelSubset) {
        node.number = static_cast<std::int32_t>(levels_.size());
        levels_.push_back({left_levels_of(tree, from), unseen_goes_left(tree, from)});
      }
    }
  }
}

inline bool SplitWalk::goes_right(const Node& node, const IsolationTree& tree,
                                  const float* row) const {
  if (node.kind == kHyperplane) {
    return is_right_of(tree.planes[static_cast<std::size_t>(node.number)], row);
  }
  const float value = row[node.column];
  if (node.kind >= 0) {
    return !(static_cast<double>(value) < node.value);
  }
  const Levels& levels = levels_[static_cast<std::size_t>(node.number)];
  const bool has_bit = value >= 0.0F && value < static_cast<float>(kMaxTreeLevels);
  return has_bit ? ((levels.left >> static_cast<unsigned>(value)) & 1U) == 0 : !levels.unseen_left;
}

double SplitWalk::path_length(std::int64_t tree, std::int32_t from, const float* row,
                              Waiting& waiting) const {
  const Node* const nodes = nodes_.data() + first_[static_cast<std::size_t>(tree)];
  const IsolationTree& whole = trees_[static_cast<std::size_t>(tree)];
  std::int32_t at = from;
  double weight = 1.0;
  double sum = 0.0;
  for (;;) {
    const Node& node = nodes[at];
    if (node.kind == kLeaf) {
      sum += weight * node.value;
      if (waiting.empty()) {
        return sum;
      }
      std::tie(at, weight) = waiting.back();
      waiting.pop_back();
    } else if (node.kind != kHyperplane && std::isnan(row[node.column])) {
      const double share = node.left_share;
      at = share == 0.0 ? node.left + 1 : node.left;
      if (share > 0.0 && share < 1.0) {
        waiting.emplace_back(node.left + 1, weight * (1.0 - share));
        weight *= share;
      }
    } else {
      at = node.left + (goes_right(node, whole, row) ? 1 : 0);
    }
  }
}

}  // namespace goodparts
