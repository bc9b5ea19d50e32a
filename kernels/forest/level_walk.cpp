#include "kernels/forest/level_walk.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/forest/flat_forest.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/ordered_bits.h"

namespace goodparts {
namespace {

constexpr std::int32_t kBelowAll = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kAboveAll = std::numeric_limits<std::int32_t>::max();
constexpr int kUnseenLevel = 62;
constexpr int kMissingLevel = 63;
constexpr std::uint64_t kToldLevels = (std::uint64_t{1} << kUnseenLevel) - 1;
constexpr std::int64_t kBlockKeys = 4096;  // 16 KiB: half of a first-level cache

}  // namespace

bool LevelWalk::serves(std::span<const IsolationTree> trees, std::int64_t columns) {
  std::vector<char> numeric(static_cast<std::size_t>(columns), 0);
  std::vector<char> categorical(numeric);
  for (const IsolationTree& tree : trees) {
    for (const IsolationNode& node : tree.nodes) {
      if (node.feature >= 0) {
        numeric[static_cast<std::size_t>(node.feature)] = 1;
      }
    }
    for (const LevelSubset& subset : tree.subsets) {
      if ((subset.present & ~kToldLevels) != 0) {
        return false;
      }
      categorical[static_cast<std::size_t>(subset.column)] = 1;
    }
    if (!tree.planes.empty()) {
      return false;
    }
  }
  for (std::size_t i = 0; i < numeric.size(); ++i) {
    if (numeric[i] != 0 && categorical[i] != 0) {
      return false;
    }
  }
  return true;
}

LevelWalk::LevelWalk(std::span<const IsolationTree> trees, std::int64_t columns,
                     MissingRule missing, const SplitWalk& below)
    : below_(&below),
      columns_(columns),
      trees_(static_cast<std::int64_t>(trees.size())),
      categorical_(static_cast<std::size_t>(columns), 0) {
  int deepest = 0;
  for (const IsolationTree& tree : trees) {
    deepest = std::max(deepest, depth_of(tree));
    for (const LevelSubset& subset : tree.subsets) {
      categorical_[static_cast<std::size_t>(subset.column)] = 1;
    }
  }
  levels_ = std::min(deepest, kFlatLevels);
  const std::size_t size = trees.size() << levels_;
  nodes_.resize(size);
  leaves_.resize(size);
  for (std::size_t tree = 0; tree < trees.size(); ++tree) {
    place(trees[tree], missing, 0, tree << levels_, 1, 0);
  }
}

LevelWalk::Node LevelWalk::placed(const IsolationTree& tree, const IsolationNode& node,
                                  MissingRule missing) {
  const bool missing_right = left_share_of_missing(tree, node, missing) == 0.0;
  Node placed;
  placed.key = 2 * column_of(tree, node) + (missing_right ? 1 : 0);
  if (node.feature != kLevelSubset) {
    placed.threshold = ordered_bits(round_up(node.value));
    return placed;
  }
  placed.threshold = kAboveAll;  // no level reaches it
  const auto bit = [](int level, bool right) { return std::uint64_t{right ? 1U : 0U} << level; };
  placed.right = (~left_levels_of(tree, node) & kToldLevels) |
                 bit(kUnseenLevel, !unseen_goes_left(tree, node)) |
                 bit(kMissingLevel, missing_right);
  return placed;
}

// Puts the node `from` at heap position `at` of the tree whose entries begin at `first`.
void LevelWalk::place(const IsolationTree& tree, MissingRule missing, std::int32_t from,
                      std::size_t first, std::size_t at, int level) {
  const IsolationNode& node = tree.nodes[static_cast<std::size_t>(from)];
  if (level == levels_) {
    const std::size_t slot = first + at - (std::size_t{1} << levels_);
    leaves_[slot] = node.value;
    if (node.feature != kLeaf) {
      next_.resize(leaves_.size(), -1);
      next_[slot] = from;
    }
    return;
  }
  const bool padding = node.feature == kLeaf;
  if (!padding) {
    nodes_[first + at] = placed(tree, node, missing);
  }
  place(tree, missing, padding ? from : node.left, first, 2 * at, level + 1);
  place(tree, missing, padding ? from : node.left + 1, first, 2 * at + 1, level + 1);
}

void LevelWalk::make_keys(const float* row, std::int32_t* keys) const {
  for (std::int64_t column = 0; column < columns_; ++column, keys += 2) {
    const float value = row[column];
    if (categorical_[static_cast<std::size_t>(column)] == 0) {
      const bool missing = std::isnan(value);
      keys[0] = missing ? kBelowAll : ordered_bits(value);
      keys[1] = missing ? kAboveAll : keys[0];
      continue;
    }
    const bool told = value >= 0.0F && value < static_cast<float>(kUnseenLevel);
    keys[0] = told                ? static_cast<std::int32_t>(value)
              : std::isnan(value) ? kMissingLevel
                                  : kUnseenLevel;
    keys[1] = keys[0];
  }
}

void LevelWalk::add_tree(double* sums, MatrixView rows, const std::int32_t* keys, std::int64_t tree,
                         SplitWalk::Waiting& waiting) const {
  const auto size = std::uint64_t{1} << levels_;
  const Node* const nodes = nodes_.data() + (tree << levels_);
  const double* const leaves = leaves_.data() + (tree << levels_);
  const std::int32_t* const next = next_.empty() ? nullptr : next_.data() + (tree << levels_);
  for (std::int64_t row = 0; row < rows.rows; ++row, keys += 2 * columns_) {
    std::uint64_t at = 1;
    for (int level = 0; level < levels_; ++level) {
      const Node& node = nodes[at];
      const std::int32_t key = keys[node.key];
      const std::uint64_t above = key >= node.threshold ? 1 : 0;
      at = 2 * at + (above | ((node.right >> (static_cast<unsigned>(key) & 63U)) & 1U));
    }
    const std::uint64_t slot = at - size;
    sums[row] += next == nullptr || next[slot] < 0
                     ? leaves[slot]
                     : below_->path_length(tree, next[slot], rows.row(row), waiting);
  }
}

void LevelWalk::add_to(double* sums, MatrixView rows) const {
  const std::int64_t block = std::max<std::int64_t>(16, kBlockKeys / (2 * columns_));
  std::vector<std::int32_t> keys(
      static_cast<std::size_t>(2 * std::min(block, rows.rows) * columns_));
  SplitWalk::Waiting waiting;
  for (std::int64_t begin = 0; begin < rows.rows; begin += block) {
    const MatrixView part{rows.row(begin), std::min(block, rows.rows - begin), rows.cols};
    for (std::int64_t row = 0; row < part.rows; ++row) {
      make_keys(part.row(row), keys.data() + row * 2 * columns_);
    }
    for (std::int64_t tree = 0; tree < trees_; ++tree) {
      add_tree(sums + begin, part, keys.data(), tree, waiting);
    }
  }
}

}  // namespace goodparts
