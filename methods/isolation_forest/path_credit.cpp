#include "methods/isolation_forest/path_credit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace goodparts {
namespace {

void share_credit(const Hyperplane& plane, Branch side, const float* row, double credit,
                  std::span<double> credits) {
  const double sign = side == Branch::kRight ? 1.0 : -1.0;
  std::vector<double> pushes(plane.columns.size(), 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < pushes.size(); ++i) {
    if (const auto value = static_cast<double>(row[plane.columns[i]]); !std::isnan(value)) {
      pushes[i] = std::max(0.0, sign * plane.weights[i] * (value - plane.means[i]));
      sum += pushes[i];
    }
  }
  for (std::size_t i = 0; i < pushes.size(); ++i) {
    // None moves it where the node's mean lies on the same side as the row: equal parts then.
    const double share = sum > 0.0 ? pushes[i] / sum : 1.0 / static_cast<double>(pushes.size());
    credits[static_cast<std::size_t>(plane.columns[i])] += share * credit;
  }
}

}  // namespace

std::vector<double> mean_path_lengths(const IsolationTree& tree) {
  std::vector<double> means(tree.nodes.size());
  for (std::size_t i = tree.nodes.size(); i-- > 0;) {  // children lie behind their parent
    const IsolationNode& node = tree.nodes[i];
    const auto left = static_cast<std::size_t>(node.left);
    means[i] = node.feature == kLeaf
                   ? node.value
                   : (tree.rows[left] * means[left] + tree.rows[left + 1] * means[left + 1]) /
                         (tree.rows[left] + tree.rows[left + 1]);
  }
  return means;
}

void add_path_credits(const IsolationTree& tree, std::span<const double> means, const float* row,
                      MissingRule missing, std::span<double> credits) {
  std::vector<std::pair<std::size_t, double>> waiting = {{0, 1.0}};
  while (!waiting.empty()) {
    const auto [at, weight] = waiting.back();
    waiting.pop_back();
    const IsolationNode& node = tree.nodes[at];
    if (node.feature == kLeaf) {
      continue;
    }
    const auto left = static_cast<std::size_t>(node.left);
    const Branch branch = branch_of(tree, node, row, missing);
    if (branch == Branch::kBoth) {
      const double share = static_cast<double>(tree.rows[left]) /
                           static_cast<double>(tree.rows[left] + tree.rows[left + 1]);
      waiting.emplace_back(left, weight * share);
      waiting.emplace_back(left + 1, weight * (1.0 - share));
      continue;
    }
    const std::size_t child = branch == Branch::kRight ? left + 1 : left;
    const double credit = weight * (means[at] - means[child]);
    if (node.feature == kHyperplane) {
      share_credit(tree.planes[static_cast<std::size_t>(node.value)], branch, row, credit, credits);
    } else {
      credits[static_cast<std::size_t>(column_of(tree, node))] += credit;
    }
    waiting.emplace_back(child, weight);
  }
}

}  // namespace goodparts
