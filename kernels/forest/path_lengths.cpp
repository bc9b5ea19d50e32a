#include "kernels/forest/path_lengths.h"

#include <algorithm>
#include <utility>

#include "kernels/forest/deep_path.h"
#include "kernels/forest/ordered_bits.h"
#include "kernels/forest/wide_path_lengths.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlockKeys = 4096;  // 16 KiB: half of a first-level cache

// Null: none of those asked for.
TreeWalk walk_for(PathLengths::Vectors vectors, const FlatForest& forest) {
  using Vectors = PathLengths::Vectors;
  if (vectors == Vectors::kNone || !WidePathLengths::serves(forest)) {
    return nullptr;
  }
  const std::int64_t width = WidePathLengths::width_of(forest);
  TreeWalk walk = vectors == Vectors::kAvx2 ? nullptr : avx512_walk(width);
  if (walk == nullptr && vectors != Vectors::kAvx512) {
    walk = avx2_walk(width);
  }
  return walk;
}

}  // namespace

bool PathLengths::serves(Vectors vectors, const FlatForest& forest) {
  return vectors == Vectors::kNone || walk_for(vectors, forest) != nullptr;
}

PathLengths::PathLengths(FlatForest forest, Vectors vectors) : forest_(std::move(forest)) {
  if (const TreeWalk walk = walk_for(vectors, forest_)) {
    wide_ = std::make_unique<const WidePathLengths>(forest_, walk);
    return;
  }
  nodes_.resize(forest_.features.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i] = {forest_.features[i], ordered_bits(forest_.thresholds[i])};
  }
}

PathLengths::~PathLengths() = default;

void PathLengths::add_to(double* sums, MatrixView rows) const {
  if (wide_) {
    wide_->add_to(sums, rows, forest_);
    return;
  }
  const std::int64_t block =
      std::max<std::int64_t>(16, kBlockKeys / std::max<std::int64_t>(rows.cols, 1));
  std::vector<std::int32_t> keys(static_cast<std::size_t>(std::min(block, rows.rows) * rows.cols));
  for (std::int64_t begin = 0; begin < rows.rows; begin += block) {
    const std::int64_t count = std::min(block, rows.rows - begin);
    add_block(sums + begin, {rows.row(begin), count, rows.cols}, keys.data());
  }
}

void PathLengths::add_block(double* sums, MatrixView rows, std::int32_t* keys) const {
  for (std::int64_t i = 0; i < rows.rows * rows.cols; ++i) {
    keys[i] = ordered_bits(rows.data[i]);
  }
  using Step = void (PathLengths::*)(double*, MatrixView, const std::int32_t*, std::int64_t) const;
  static_assert(kFlatLevels == 8);
  constexpr Step kSteps[] = {
      &PathLengths::add_tree<0>, &PathLengths::add_tree<1>, &PathLengths::add_tree<2>,
      &PathLengths::add_tree<3>, &PathLengths::add_tree<4>, &PathLengths::add_tree<5>,
      &PathLengths::add_tree<6>, &PathLengths::add_tree<7>, &PathLengths::add_tree<8>};
  const Step step = kSteps[forest_.levels];
  for (std::int64_t tree = 0; tree < forest_.trees; ++tree) {  // in this order: the same rounding
    (this->*step)(sums, rows, keys, tree);
  }
}

template <int kLevels>
void PathLengths::add_tree(double* sums, MatrixView rows, const std::int32_t* keys,
                           std::int64_t tree) const {
  const std::int64_t first = tree << kLevels;
  const Node* const nodes = nodes_.data() + first;
  // Of the index behind the last level, which is the slot + 2^levels.
  const double* const leaves = forest_.leaves.data() + first - (std::int64_t{1} << kLevels);
  const bool deep = !forest_.next.empty();
  for (std::int64_t row = 0; row < rows.rows; ++row, keys += rows.cols) {
    std::uint64_t at = 1;
#pragma GCC unroll 8
    for (int level = 0; level < kLevels; ++level) {
      const Node& node = nodes[at];
      at = 2 * at + (keys[node.feature] >= node.threshold ? 1U : 0U);
    }
    sums[row] +=
        deep ? path_length_from(
                   forest_, first + static_cast<std::int64_t>(at) - (std::int64_t{1} << kLevels),
                   rows.row(row))
             : leaves[at];
  }
}

}  // namespace goodparts
