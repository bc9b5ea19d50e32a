// The path length of one row in one tree, split by split: what kernels/forest/path_lengths.h and
// general_path_lengths.h must equal.
#pragma once

#include <span>

#include "kernels/base/matrix_view.h"
#include "kernels/forest/isolation_tree.h"

namespace goodparts {

// For plain trees (IsolationTree::plain) and complete rows.
double path_length_reference(const IsolationTree& tree, const float* row);

// Adds the path lengths of each row in all trees, in their order, to sums[row].
void add_path_lengths_reference(std::span<const IsolationTree> trees, MatrixView rows,
                                double* sums);

// The same for any tree and row: the mean over the leaves where a row that goes both ways ends.
double path_length_reference(const IsolationTree& tree, const float* row, MissingRule missing);
void add_path_lengths_reference(std::span<const IsolationTree> trees, MissingRule missing,
                                MatrixView rows, double* sums);

}  // namespace goodparts
