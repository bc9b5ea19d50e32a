#include "kernels/forest/path_lengths_reference.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace goodparts {

double path_length_reference(const IsolationTree& tree, const float* row) {
  const IsolationNode* node = tree.nodes.data();
  while (node->feature >= 0) {
    const bool right = !(static_cast<double>(row[node->feature]) < node->value);
    node = tree.nodes.data() + node->left + (right ? 1 : 0);
  }
  return node->value;
}

void add_path_lengths_reference(std::span<const IsolationTree> trees, MatrixView rows,
                                double* sums) {
  constexpr std::int64_t kBlock = 1024;  // rows: they and one tree stay in the cache
  for (std::int64_t begin = 0; begin < rows.rows; begin += kBlock) {
    const std::int64_t end = std::min(begin + kBlock, rows.rows);
    for (const IsolationTree& tree : trees) {
      for (std::int64_t row = begin; row < end; ++row) {
        sums[row] += path_length_reference(tree, rows.row(row));
      }
    }
  }
}

double path_length_reference(const IsolationTree& tree, const float* row, MissingRule missing) {
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

void add_path_lengths_reference(std::span<const IsolationTree> trees, MissingRule missing,
                                MatrixView rows, double* sums) {
  for (const IsolationTree& tree : trees) {
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      sums[row] += path_length_reference(tree, rows.row(row), missing);
    }
  }
}

}  // namespace goodparts
