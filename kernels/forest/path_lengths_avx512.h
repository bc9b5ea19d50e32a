// Path lengths with AVX-512: 32 rows walk a tree at once, without a gather on the way.
//
// Within a group of trees the values of a column are replaced by their ranks among the thresholds
// that the group has for it: rank(x) = how many thresholds are <= x, so that x >= the j-th smallest
// one (from 0) exactly where rank(x) > j. A word of 16 bits holds the column in its upper bits and
// the rank in the lower ones; a node is the word (column, j + 1), and a row goes right where its
// word of that column is not below. A group is as many trees as leave the ranks enough bits.
//
// The 255 nodes of a tree are then 8 registers, and a node's word is found by a permutation. The
// row's word of the node's column is chosen among the columns: on the first levels among the few
// columns that the level's nodes ask, by the ways taken; below, by the bits of the column number.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/flat_forest.h"

namespace goodparts {

class WidePathLengths {
 public:
  // Whether the machine has the instructions, and the forest few enough columns.
  static bool serves(const FlatForest& forest);

  explicit WidePathLengths(const FlatForest& forest);  // one that is served

  // As PathLengths::add_to; `forest` is that of the constructor.
  void add_to(double* sums, MatrixView rows, const FlatForest& forest) const;

  static constexpr std::int64_t kRows = 32;  // that walk at once
  static constexpr int kMaxColumns = 32;

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

  int rank_bits_ = 16;
  std::int64_t padded_columns_ = 0;
  std::vector<Group> groups_;
  std::vector<std::uint16_t> nodes_;  // kEntries of each tree, in heap order
};

}  // namespace goodparts
