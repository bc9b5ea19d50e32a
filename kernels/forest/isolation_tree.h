// One isolation tree: splits of a random subsample, until each point is alone.
//
// A split asks one column (value < threshold), a hyperplane over several columns, or a subset of
// the levels of a categorical column. Values are floats; NaN is missing; a categorical column holds
// level numbers 0, 1, ….
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/forest/path_length.h"

namespace goodparts {

// What IsolationNode::feature says besides a column.
inline constexpr std::int32_t kLeaf = -1;
inline constexpr std::int32_t kHyperplane = -2;   // value: which of IsolationTree::planes
inline constexpr std::int32_t kLevelSubset = -3;  // value: which of IsolationTree::subsets

// Nodes in one array, the root first; the two children of a node lie side by side.
struct IsolationNode {
  std::int32_t feature = kLeaf;
  std::int32_t left = 0;  // the right child is left + 1; 0 in a leaf
  double value = 0.0;     // column: row[feature] < value goes left; leaf: its path length
};

// Σ weight · row[column] < offset goes left; a missing value is replaced by the column's median in
// the node.
struct Hyperplane {
  std::vector<std::int32_t> columns;
  std::vector<double> weights;
  std::vector<double> medians;
  std::vector<double> means;  // of the columns in the node; what explanations measure from
  double offset = 0.0;
};

// Levels as bits. A level that no row of the node has goes to the child with fewer rows: what was
// never seen is isolated early.
struct LevelSubset {
  std::int32_t column = 0;
  std::uint64_t left = 0;
  std::uint64_t present = 0;
};
inline constexpr std::size_t kMaxTreeLevels = 64;

struct IsolationTree {
  std::vector<IsolationNode> nodes;
  std::vector<std::int32_t> rows;  // of each node: how many rows of the subsample reached it
  std::vector<Hyperplane> planes;
  std::vector<LevelSubset> subsets;

  bool plain() const { return planes.empty() && subsets.empty(); }  // columns and thresholds only
};

// Where a row goes whose value is missing.
enum class MissingRule {
  kDivide,  // both ways, weighted by the children's shares of rows
  kLarger,  // to the child with more rows, in which the node's median lies
};

enum class Branch { kLeft, kRight, kBoth };

// The way of a row at an inner node.
Branch branch_of(const IsolationTree& tree, const IsolationNode& node, const float* row,
                 MissingRule missing);

// The column whose value decides where `row` goes at a column or level split.
std::int32_t column_of(const IsolationTree& tree, const IsolationNode& node);

// Whether a row, whose missing values are the plane's medians, lies on the right side.
bool is_right_of(const Hyperplane& plane, const float* row);

// Which levels of a level split go left, and where a level beyond kMaxTreeLevels − 1 goes.
std::uint64_t left_levels_of(const IsolationTree& tree, const IsolationNode& node);
bool unseen_goes_left(const IsolationTree& tree, const IsolationNode& node);

// What part of a row that misses the value of a column or level split goes left; 1 or 0 under
// kLarger.
double left_share_of_missing(const IsolationTree& tree, const IsolationNode& node,
                             MissingRule missing);

}  // namespace goodparts
