#include "kernels/forest/isolation_tree.h"

#include <cmath>

namespace goodparts {
namespace {

bool is_left_larger(const IsolationTree& tree, const IsolationNode& node) {
  const auto left = static_cast<std::size_t>(node.left);
  return tree.rows[left] >= tree.rows[left + 1];
}

Branch left_if(bool left) { return left ? Branch::kLeft : Branch::kRight; }

}  // namespace

std::int32_t column_of(const IsolationTree& tree, const IsolationNode& node) {
  return node.feature == kLevelSubset ? tree.subsets[static_cast<std::size_t>(node.value)].column
                                      : node.feature;
}

bool is_right_of(const Hyperplane& plane, const float* row) {
  double sum = 0.0;
  for (std::size_t i = 0; i < plane.columns.size(); ++i) {
    const auto value = static_cast<double>(row[plane.columns[i]]);
    sum += plane.weights[i] * (std::isnan(value) ? plane.medians[i] : value);
  }
  return !(sum < plane.offset);
}

bool unseen_goes_left(const IsolationTree& tree, const IsolationNode& node) {
  const auto left = static_cast<std::size_t>(node.left);
  return tree.rows[left] <= tree.rows[left + 1];
}

std::uint64_t left_levels_of(const IsolationTree& tree, const IsolationNode& node) {
  const LevelSubset& subset = tree.subsets[static_cast<std::size_t>(node.value)];
  return (subset.left & subset.present) | (unseen_goes_left(tree, node) ? ~subset.present : 0);
}

double left_share_of_missing(const IsolationTree& tree, const IsolationNode& node,
                             MissingRule missing) {
  if (missing == MissingRule::kLarger) {
    return is_left_larger(tree, node) ? 1.0 : 0.0;
  }
  const auto left = static_cast<std::size_t>(node.left);
  return static_cast<double>(tree.rows[left]) /
         static_cast<double>(tree.rows[left] + tree.rows[left + 1]);
}

Branch branch_of(const IsolationTree& tree, const IsolationNode& node, const float* row,
                 MissingRule missing) {
  if (node.feature == kHyperplane) {
    return left_if(!is_right_of(tree.planes[static_cast<std::size_t>(node.value)], row));
  }
  const float value = row[column_of(tree, node)];
  if (std::isnan(value)) {
    return missing == MissingRule::kDivide ? Branch::kBoth : left_if(is_left_larger(tree, node));
  }
  if (node.feature >= 0) {
    return left_if(static_cast<double>(value) < node.value);
  }
  const LevelSubset& subset = tree.subsets[static_cast<std::size_t>(node.value)];
  const bool has_bit = value >= 0.0F && value < static_cast<float>(kMaxTreeLevels);
  const std::uint64_t bit = has_bit ? std::uint64_t{1} << static_cast<unsigned>(value) : 0;
  return left_if((subset.present & bit) == 0 ? unseen_goes_left(tree, node)
                                             : (subset.left & bit) != 0);
}

}  // namespace goodparts
