// From grown trees to the layout in which they score fast.
#pragma once

#include <span>

#include "kernels/forest/flat_forest.h"
#include "kernels/forest/isolation_tree.h"

namespace goodparts {

// `trees` must be plain (IsolationTree::plain) and ask columns below `columns` only.
FlatForest flatten(std::span<const IsolationTree> trees, std::int64_t columns);

// How many splits lie on the longest way.
int depth_of(const IsolationTree& tree);

// The smallest float that is not below `threshold`, so that for every float x, infinite ones
// included, x < round_up(threshold) exactly where double(x) < threshold:
//
//   with f = round_up(t), x < t implies x < t <= f; and x < f implies x < t, for otherwise x would
//   be a float not below t and smaller than f.
//
// Above the largest float f is +∞ and below the smallest one f is that; a NaN, with which nothing
// compares as smaller, becomes −∞, with which neither does.
float round_up(double threshold);

}  // namespace goodparts
