#include "kernels/forest/isolation_tree.h"

#include <cmath>
#include <tuple>
#include <utility>

namespace goodparts {
namespace {

Branch larger(const IsolationTree& tree, const IsolationNode& node) {
  const auto left = static_cast<std::size_t>(node.left);
  return tree.rows[left] >= tree.rows[left + 1] ? Branch::kLeft : Branch::kRight;
}

Branch smaller(const IsolationTree& tree, const IsolationNode& node) {
  const auto left = static_cast<std::size_t>(node.left);
  return tree.rows[left] <= tree.rows[left + 1] ? Branch::kLeft : Branch::kRight;
}

Branch beside(const Hyperplane& plane, const float* row) {
  double sum = 0.0;
  for (std::size_t i = 0; i < plane.columns.size(); ++i) {
    const auto value = static_cast<double>(row[plane.columns[i]]);
    sum += plane.weights[i] * (std::isnan(value) ? plane.medians[i] : value);
  }
  return sum < plane.offset ? Branch::kLeft : Branch::kRight;
}

}  // namespace

std::int32_t column_of(const IsolationTree& tree, const IsolationNode& node) {
  return node.feature == kLevelSubset ? tree.subsets[static_cast<std::size_t>(node.value)].column
                                      : node.feature;
}

Branch branch_of(const IsolationTree& tree, const IsolationNode& node, const float* row,
                 MissingRule missing) {
  if (node.feature == kHyperplane) {
    return beside(tree.planes[static_cast<std::size_t>(node.value)], row);
  }
  const float value = row[column_of(tree, node)];
  if (std::isnan(value)) {
    return missing == MissingRule::kDivide ? Branch::kBoth : larger(tree, node);
  }
  if (node.feature >= 0) {
    return static_cast<double>(value) < node.value ? Branch::kLeft : Branch::kRight;
  }
  const LevelSubset& subset = tree.subsets[static_cast<std::size_t>(node.value)];
  const bool has_bit = value >= 0.0F && value < static_cast<float>(kMaxTreeLevels);
  const std::uint64_t bit = has_bit ? std::uint64_t{1} << static_cast<unsigned>(value) : 0;
  if ((subset.present & bit) == 0) {
    return smaller(tree, node);
  }
  return (subset.left & bit) != 0 ? Branch::kLeft : Branch::kRight;
}

double path_length(const IsolationTree& tree, const float* row, MissingRule missing) {
  std::vector<std::pair<std::size_t, double>> waiting;  // right children of divided nodes
  std::size_t at = 0;
  double weight = 1.0;
  double sum = 0.0;
  for (;;) {
    const IsolationNode& node = tree.nodes[at];
    if (node.feature == kLeaf) {
      sum += weight * node.value;
      if (waiting.empty()) {
        return sum;
      }
      std::tie(at, weight) = waiting.back();
      waiting.pop_back();
      continue;
    }
    const auto left = static_cast<std::size_t>(node.left);
    const Branch branch = branch_of(tree, node, row, missing);
    at = branch == Branch::kRight ? left + 1 : left;
    if (branch == Branch::kBoth) {
      const double share = static_cast<double>(tree.rows[left]) /
                           static_cast<double>(tree.rows[left] + tree.rows[left + 1]);
      waiting.emplace_back(left + 1, weight * (1.0 - share));
      weight *= share;
    }
  }
}

}  // namespace goodparts
