#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kernels/base/rng.h"
#include "kernels/cuda/buffer.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/isolation_tree.h"
#include "kernels/forest/path_lengths_cuda.h"
#include "kernels/forest/path_lengths_reference.h"
#include "kernels/forest/path_sums.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

constexpr double kUntil = 0.15;  // chance that a node above the deepest is a leaf

void grow(Rng& rng, IsolationTree& tree, std::size_t at, int levels, std::int64_t columns) {
  if (levels == 0 || rng.chance(kUntil)) {
    tree.nodes[at].value = rng.uniform(1.0, 12.0);
    return;
  }
  const std::size_t left = tree.nodes.size();
  tree.nodes[at] = {static_cast<std::int32_t>(rng.below(columns)), static_cast<std::int32_t>(left),
                    rng.uniform()};
  tree.nodes.resize(left + 2);
  grow(rng, tree, left, levels - 1, columns);
  grow(rng, tree, left + 1, levels - 1, columns);
}

std::vector<IsolationTree> random_forest(std::int64_t trees, int levels, std::int64_t columns) {
  std::vector<IsolationTree> forest(static_cast<std::size_t>(trees));
  for (std::size_t t = 0; t < forest.size(); ++t) {
    Rng rng(7, "forest", t);
    forest[t].nodes.resize(1);
    grow(rng, forest[t], 0, levels, columns);
  }
  return forest;
}

void compare(Checks& checks, std::int64_t trees, int levels, std::int64_t columns,
             std::int64_t rows, const std::string& what) {
  const std::vector<IsolationTree> forest = random_forest(trees, levels, columns);
  std::vector<float> values = uniform(rows * columns, 3);
  std::vector<double> expected(static_cast<std::size_t>(rows), 0.5);
  std::vector<double> found = expected;
  const MatrixView view{values.data(), rows, columns};
  add_path_lengths_reference(forest, view, expected.data());
  const PathSums sums(flatten(forest, columns));
  const bool all = sums.add_to(on_gpu(), found.data(), view).empty();
  checks.expect(all && found == expected, what + ": sums differ");
  // A missing value in the second block: the others are two stretches.
  constexpr std::int64_t kBlock = PathSums::kBlock;
  if (rows <= 2 * kBlock) {
    return;
  }
  values[static_cast<std::size_t>((kBlock + 1) * columns)] = NAN;
  std::fill(found.begin(), found.end(), 0.5);
  std::fill(expected.begin() + kBlock, expected.begin() + 2 * kBlock, 0.5);
  const std::vector<std::int64_t> left = sums.add_to(on_gpu(), found.data(), view);
  checks.expect(left == std::vector<std::int64_t>{1} && found == expected,
                what + ": sums around a missing value differ");
}

}  // namespace

void check_forest(Checks& checks) {
  checks.begin("forest");
  compare(checks, 100, 8, 10, 1500, "eight levels");
  compare(checks, 20, 8, 10, 3500, "some blocks");
  compare(checks, 5, 14, 10, 700, "deeper than the perfect part");
  compare(checks, 3, 0, 4, 33, "single leaves");
  compare(checks, 1, 3, 1, 1, "one tree, one row");
  compare(checks, 20, 8, 300, 600, "too many columns for shared memory");
}

void time_forest(Table& table) {
  constexpr std::int64_t kRows = 619326;
  constexpr std::int64_t kColumns = 10;
  constexpr std::int64_t kTrees = 100;
  const cuda::ForestWalk walk(flatten(random_forest(kTrees, 8, kColumns), kColumns));
  const cuda::Buffer<float> rows =
      cuda::uploaded(uniform(kRows * kColumns, 5).data(), kRows * kColumns);
  cuda::Buffer<double> sums(kRows);
  sums.fill_bytes(0);
  const double ms = median_ms(20, [&] { walk.add_to_on_device(sums.get(), rows.get(), kRows); });
  table.row("forest 619326 rows x 10, 100 trees of 8 levels", ms, kRows * (kColumns * 4.0 + 16.0),
            kRows * kTrees * 8.0 * 2.0);
}

}  // namespace goodparts::gpu
