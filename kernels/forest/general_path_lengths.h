// Path lengths of many rows in any isolation forest, one thread: whichever walk is the fastest that
// serves the forest and the row.
//
//   columns only, complete row        PathLengths (path_lengths.h)
//   columns only, missing values go to the larger child
//                                     PathLengths, of twice the columns
//   columns and levels, no missing value that divides the row
//                                     LevelWalk (level_walk.h)
//   hyperplanes only                  PlaneWalk (plane_walk.h)
//   any other                         SplitWalk (split_walk.h)
//
// A row's path length in a tree and the order of the sum over the trees are those of
// path_lengths_reference.h: the same bits on every machine, whichever rows are scored together.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/isolation_tree.h"
#include "kernels/forest/level_walk.h"
#include "kernels/forest/path_lengths.h"
#include "kernels/forest/plane_walk.h"
#include "kernels/forest/split_walk.h"

namespace goodparts {

class GeneralPathLengths {
 public:
  // Keeps a view of `trees`, which ask columns below `columns` only.
  GeneralPathLengths(std::span<const IsolationTree> trees, std::int64_t columns,
                     MissingRule missing);

  // Adds the path lengths of each row in all trees to sums[row]. NaN is missing; no infinite
  // values.
  void add_to(double* sums, MatrixView rows) const;

  const PathLengths* plain() const { return plain_.get(); }  // null: not columns only

 private:
  void add_block(double* sums, MatrixView rows) const;
  void add_rows(double* sums, MatrixView rows, bool complete) const;

  std::int64_t trees_;
  MissingRule missing_;
  SplitWalk any_;
  std::unique_ptr<const PathLengths> plain_;
  std::unique_ptr<const PathLengths> doubled_;  // for incomplete rows
  std::unique_ptr<const LevelWalk> levels_;
  std::unique_ptr<const PlaneWalk> planes_;
};

}  // namespace goodparts
