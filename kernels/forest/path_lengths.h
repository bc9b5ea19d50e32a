// Path lengths of many complete rows in a forest of column splits, one thread.
//
// Rows are scored in blocks that stay in the first-level cache with one tree at a time; floats are
// compared through integers of the same order. A row walks without branches, so that the processor
// overlaps many rows.
//
// The path lengths of a row are added in double, in the order of the trees: the sum is bit for bit
// that of the plain walk (path_lengths_reference.h), on every machine and whichever rows are scored
// together.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/flat_forest.h"

namespace goodparts {

class WidePathLengths;

class PathLengths {
 public:
  // Which loop walks. All but kWidest are for comparison.
  enum class Vectors { kWidest, kAvx512, kAvx2, kNone };

  // Whether the machine has the instructions, and the loop can walk this forest: else the
  // constructor takes the loop without vectors.
  static bool serves(Vectors vectors, const FlatForest& forest);

  explicit PathLengths(FlatForest forest, Vectors vectors = Vectors::kWidest);
  ~PathLengths();
  PathLengths(const PathLengths&) = delete;
  PathLengths& operator=(const PathLengths&) = delete;

  // Adds the path lengths of each row in all trees to sums[row]. The rows have the forest's columns
  // and no NaN.
  void add_to(double* sums, MatrixView rows) const;

  const FlatForest& forest() const { return forest_; }

 private:
  // What a step of the scalar walk reads, side by side.
  struct Node {
    std::int32_t feature;
    std::int32_t threshold;  // ordered_bits()
  };

  void add_block(double* sums, MatrixView rows, std::int32_t* keys) const;
  template <int kLevels>
  void add_tree(double* sums, MatrixView rows, const std::int32_t* keys, std::int64_t tree) const;

  FlatForest forest_;
  std::vector<Node> nodes_;  // in the layout of forest_.thresholds; empty with vectors
  std::unique_ptr<const WidePathLengths> wide_;
};

}  // namespace goodparts
