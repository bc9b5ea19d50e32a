#include "kernels/forest/flatten_forest.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace goodparts {
namespace {

class Flattener {
 public:
  Flattener(std::span<const IsolationTree> trees, std::int64_t columns) {
    flat_.trees = static_cast<std::int64_t>(trees.size());
    flat_.columns = columns;
    int deepest = 0;
    for (const IsolationTree& tree : trees) {
      deepest = std::max(deepest, depth_of(tree));
    }
    flat_.levels = std::min(deepest, kFlatLevels);
    const auto size = static_cast<std::size_t>(flat_.trees * flat_.entries());
    flat_.features.resize(size);
    flat_.thresholds.resize(size);
    flat_.leaves.resize(size);
    if (deepest > kFlatLevels) {
      flat_.next.assign(size, -1);
    }
    for (const IsolationTree& tree : trees) {
      place(tree, 0, 1, 0);
      first_ += static_cast<std::size_t>(flat_.entries());
    }
  }

  FlatForest take() { return std::move(flat_); }

 private:
  // Puts the node `from` at heap position `at`.
  void place(const IsolationTree& tree, std::size_t from, std::size_t at, int level) {
    const IsolationNode& node = tree.nodes[from];
    const std::size_t slot = first_ + at - static_cast<std::size_t>(flat_.entries());
    if (level == flat_.levels) {
      if (node.feature == kLeaf) {
        flat_.leaves[slot] = node.value;
      } else {
        flat_.next[slot] = static_cast<std::int32_t>(flat_.deep.size());
        place_below(tree, from);
      }
      return;
    }
    const bool padding = node.feature == kLeaf;
    const auto left = padding ? from : static_cast<std::size_t>(node.left);
    if (!padding) {
      flat_.features[first_ + at] = node.feature;
      flat_.thresholds[first_ + at] = round_up(node.value);
    }
    place(tree, left, 2 * at, level + 1);
    place(tree, padding ? from : left + 1, 2 * at + 1, level + 1);
  }

  // Appends the subtree of `from`, level by level.
  void place_below(const IsolationTree& tree, std::size_t from) {
    std::vector<std::size_t> waiting = {from};  // in the order of their places in `deep`
    const std::size_t start = flat_.deep.size();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const IsolationNode& node = tree.nodes[waiting[i]];
      if (node.feature == kLeaf) {
        flat_.deep.push_back({-1, static_cast<std::int32_t>(flat_.deep_leaves.size()), 0.0F});
        flat_.deep_leaves.push_back(node.value);
        continue;
      }
      flat_.deep.push_back(
          {node.feature, static_cast<std::int32_t>(start + waiting.size()), round_up(node.value)});
      waiting.push_back(static_cast<std::size_t>(node.left));
      waiting.push_back(static_cast<std::size_t>(node.left) + 1);
    }
  }

  FlatForest flat_;
  std::size_t first_ = 0;  // entry of the tree in hand
};

}  // namespace

int depth_of(const IsolationTree& tree) {
  std::vector<int> depths(tree.nodes.size(), 0);
  int deepest = 0;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {  // children lie behind their parent
    const IsolationNode& node = tree.nodes[i];
    if (node.feature != kLeaf) {
      const auto left = static_cast<std::size_t>(node.left);
      depths[left] = depths[left + 1] = depths[i] + 1;
      deepest = std::max(deepest, depths[left]);
    }
  }
  return deepest;
}

float round_up(double threshold) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (!(threshold > -std::numeric_limits<double>::infinity())) {
    return -kInfinity;  // −∞ itself, and NaN
  }
  if (threshold > static_cast<double>(kLargest)) {
    return kInfinity;
  }
  if (threshold <= -static_cast<double>(kLargest)) {
    return -kLargest;
  }
  const auto nearest = static_cast<float>(threshold);
  return static_cast<double>(nearest) < threshold ? std::nextafter(nearest, kInfinity) : nearest;
}

FlatForest flatten(std::span<const IsolationTree> trees, std::int64_t columns) {
  return Flattener(trees, columns).take();
}

}  // namespace goodparts
