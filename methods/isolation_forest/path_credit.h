// Which columns make the path of a row short.
//
// The path-based contributions of Palczewska et al., "Interpreting random forest classification
// models using a feature contribution method", 2014 (arXiv 1312.1121), and Saabas 2014, with the
// path length in the place of the forest's prediction: with e(node) the mean path length of the
// training rows that reached a node, each split on the row's way credits its column with e(node) −
// e(child). The credits of a tree sum to e(root) − h(x): how much shorter the row's path is than
// that of a good row. A column whose splits leave the row among the crowd gets little, or less than
// nothing.
//
// A hyperplane's credit is shared among its columns in proportion to how far each one moves the row
// from the node's mean to the side that it takes, columns that move it the other way getting
// nothing. Where a missing value sends a row both ways, nothing is credited.
#pragma once

#include <span>
#include <vector>

#include "kernels/forest/isolation_tree.h"

namespace goodparts {

// e(node) of every node.
std::vector<double> mean_path_lengths(const IsolationTree& tree);

// Adds the credits of one tree; `means` are its mean_path_lengths().
void add_path_credits(const IsolationTree& tree, std::span<const double> means, const float* row,
                      MissingRule missing, std::span<double> credits);

}  // namespace goodparts
