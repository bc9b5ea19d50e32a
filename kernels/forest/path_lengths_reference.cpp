#include "kernels/forest/path_lengths_reference.h"

#include <algorithm>

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

}  // namespace goodparts
