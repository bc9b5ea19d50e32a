// Path lengths with wide vectors: many rows walk a tree at once (tree_walk.h).
//
// Within a group of trees the values of a column are replaced by their ranks among the thresholds
// that the group has for it: rank(x) = how many thresholds are <= x, so that x >= the j-th smallest
// one (from 0) exactly where rank(x) > j. A word of 16 bits holds the column in its upper bits and
// the rank in the lower ones; a node is the word (column, j + 1), and a row goes right where its
// word of that column is not below. A group is as many trees as leave the ranks enough bits.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/flat_forest.h"
#include "kernels/forest/tree_walk.h"

namespace goodparts {

class WidePathLengths {
 public:
  // Whether the forest has few enough columns, and levels enough.
  static bool serves(const FlatForest& forest);

  // Of kWalkWidths, for a forest that is served: which walk to take.
  static std::int64_t width_of(const FlatForest& forest);

  WidePathLengths(const FlatForest& forest, TreeWalk walk);  // one that is served

  // As PathLengths::add_to; `forest` is that of the constructor.
  void add_to(double* sums, MatrixView rows, const FlatForest& forest) const;

  // The thresholds of one column in a group, as ordered_bits() in heap order, 2^levels entries.
  struct Thresholds {
    int levels = 0;
    std::size_t first = 0;  // in Group::thresholds
  };
  struct Group {
    std::int64_t first_tree = 0;
    std::int64_t end_tree = 0;
    std::vector<Thresholds> columns;
    std::vector<std::int32_t> thresholds;
  };

 private:
  void build_group(const FlatForest& forest, std::int64_t first_tree, std::int64_t end_tree);
  void rank_rows(const Group& group, MatrixView rows, std::uint16_t* words) const;

  TreeWalk walk_;
  std::int64_t padded_columns_;
  int rank_bits_ = 16;
  std::vector<Group> groups_;
  std::vector<std::uint16_t> nodes_;  // kTreeWords of each tree, in heap order
};

}  // namespace goodparts
