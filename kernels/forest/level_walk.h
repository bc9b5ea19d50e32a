// Path lengths of many rows in a forest of column and level splits, one thread: the flat walk of
// path_lengths.h, whose nodes may ask for levels too.
//
// A categorical value is its level number, 62 for a level that the trees cannot tell, 63 for a
// missing one; a node has a bit for each of these 64, which says whether it goes right. A numeric
// column is there twice: a missing value is below every threshold in the first and above in the
// second, and a node asks the one that sends such a row where it must go. So under
// MissingRule::kLarger incomplete rows walk like complete ones; under kDivide they are not taken.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/isolation_tree.h"
#include "kernels/forest/split_walk.h"

namespace goodparts {

class LevelWalk {
 public:
  // No hyperplanes, at most 62 levels, no column that is asked both ways.
  static bool serves(std::span<const IsolationTree> trees, std::int64_t columns);

  // `below` is of the same trees and rule, and outlives this.
  LevelWalk(std::span<const IsolationTree> trees, std::int64_t columns, MissingRule missing,
            const SplitWalk& below);

  // Adds the path lengths of each row in all trees, in their order, to sums[row].
  void add_to(double* sums, MatrixView rows) const;

 private:
  struct Node {
    std::int32_t key = 0;  // which one of the row's
    std::int32_t threshold = 0;
    std::uint64_t right = 0;  // levels
  };

  static Node placed(const IsolationTree& tree, const IsolationNode& node, MissingRule missing);
  void place(const IsolationTree& tree, MissingRule missing, std::int32_t from, std::size_t first,
             std::size_t at, int level);
  void make_keys(const float* row, std::int32_t* keys) const;
  void add_tree(double* sums, MatrixView rows, const std::int32_t* keys, std::int64_t tree,
                SplitWalk::Waiting& waiting) const;

  const SplitWalk* below_;
  std::int64_t columns_;
  std::int64_t trees_;
  int levels_ = 0;  // of the perfect part
  std::vector<char> categorical_;
  std::vector<Node> nodes_;         // 2^levels of each tree, in heap order
  std::vector<double> leaves_;      // of each slot
  std::vector<std::int32_t> next_;  // the tree's node where the walk goes on, or −1; empty: nowhere
};

}  // namespace goodparts
