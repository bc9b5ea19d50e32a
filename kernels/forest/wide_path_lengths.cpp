#include "kernels/forest/wide_path_lengths.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "kernels/distance/squared_distance.h"
#include "kernels/forest/deep_path.h"
#include "kernels/forest/ordered_bits.h"

namespace goodparts {
namespace {

constexpr std::int64_t kRows = kWalkRows;
constexpr std::int64_t kBlockRows = 512;  // ranks of 10 columns: 10 KiB

// Of each column: the distinct thresholds in the trees first … end − 1, in order.
using Sorted = std::vector<std::vector<std::int32_t>>;

// A node whose both ways end alike may be left out, but its threshold does no harm.
void add_thresholds(const FlatForest& forest, std::int64_t tree, Sorted& columns) {
  for (std::int64_t i = 1; i < forest.entries(); ++i) {
    const auto at = static_cast<std::size_t>(tree * forest.entries() + i);
    columns[static_cast<std::size_t>(forest.features[at])].push_back(
        ordered_bits(forest.thresholds[at]));
  }
}

void sort_distinct(Sorted& columns) {
  for (std::vector<std::int32_t>& column : columns) {
    std::sort(column.begin(), column.end());
    column.erase(std::unique(column.begin(), column.end()), column.end());
  }
}

std::size_t most(const Sorted& columns) {
  std::size_t count = 0;
  for (const std::vector<std::int32_t>& column : columns) {
    count = std::max(count, column.size());
  }
  return count;
}

// Sorted numbers into heap order, padded with what no float reaches.
void place_sorted(const std::vector<std::int32_t>& sorted, std::size_t& next, std::int32_t* heap,
                  std::size_t at, std::size_t size) {
  if (at >= size) {
    return;
  }
  place_sorted(sorted, next, heap, 2 * at, size);
  heap[at] = next < sorted.size() ? sorted[next] : 0x7fffffff;
  ++next;
  place_sorted(sorted, next, heap, 2 * at + 1, size);
}

// words[i] = base + the place of keys[i] behind the last level of the heap. All at once, so that
// the processor overlaps the searches.
GOODPARTS_SIMD
void rank_keys(const std::int32_t* keys, const std::int32_t* heap, int levels, std::uint32_t base,
               std::uint16_t* words) {
  std::int32_t at[kRows];
  for (std::int64_t i = 0; i < kRows; ++i) {
    at[i] = 1;
  }
  for (int level = 0; level < levels; ++level) {
    for (std::int64_t i = 0; i < kRows; ++i) {
      at[i] = 2 * at[i] + (keys[i] >= heap[at[i]] ? 1 : 0);
    }
  }
  for (std::int64_t i = 0; i < kRows; ++i) {
    words[i] = static_cast<std::uint16_t>(base + static_cast<std::uint32_t>(at[i]));
  }
}

}  // namespace

bool WidePathLengths::serves(const FlatForest& forest) {
  return forest.columns >= 1 && forest.columns <= kWalkWidths.back() &&
         forest.levels >= kFewestWalkLevels;
}

std::int64_t WidePathLengths::width_of(const FlatForest& forest) {
  return *std::lower_bound(kWalkWidths.begin(), kWalkWidths.end(), forest.columns);
}

WidePathLengths::WidePathLengths(const FlatForest& forest, TreeWalk walk)
    : walk_(walk), padded_columns_(width_of(forest)) {
  rank_bits_ = 16 - std::bit_width(static_cast<unsigned>(padded_columns_ - 1));
  nodes_.resize(static_cast<std::size_t>(forest.trees * kTreeWords));
  const std::size_t room = (std::size_t{1} << rank_bits_) - 1;
  Sorted columns(static_cast<std::size_t>(forest.columns));
  std::int64_t first = 0;
  for (std::int64_t tree = 0; tree < forest.trees; ++tree) {
    // A tree has at most 255 thresholds, which any group has room for.
    add_thresholds(forest, tree, columns);
    if (most(columns) > room) {
      sort_distinct(columns);
      if (most(columns) > room) {
        build_group(forest, first, tree);
        first = tree;
        columns.assign(columns.size(), {});
        add_thresholds(forest, tree, columns);
      }
    }
  }
  build_group(forest, first, forest.trees);
}

void WidePathLengths::build_group(const FlatForest& forest, std::int64_t first_tree,
                                  std::int64_t end_tree) {
  Sorted columns(static_cast<std::size_t>(forest.columns));
  for (std::int64_t tree = first_tree; tree < end_tree; ++tree) {
    add_thresholds(forest, tree, columns);
  }
  sort_distinct(columns);
  Group& group = groups_.emplace_back();
  group.first_tree = first_tree;
  group.end_tree = end_tree;
  for (const std::vector<std::int32_t>& column : columns) {
    const auto levels = static_cast<int>(std::bit_width(column.size()));
    group.columns.push_back({levels, group.thresholds.size()});
    group.thresholds.resize(group.thresholds.size() + (std::size_t{1} << levels));
    std::size_t next = 0;
    place_sorted(column, next, group.thresholds.data() + group.columns.back().first, 1,
                 std::size_t{1} << levels);
  }
  for (std::int64_t tree = first_tree; tree < end_tree; ++tree) {
    for (std::int64_t i = 1; i < forest.entries(); ++i) {
      const auto at = static_cast<std::size_t>(tree * forest.entries() + i);
      const std::vector<std::int32_t>& column =
          columns[static_cast<std::size_t>(forest.features[at])];
      const auto rank =
          std::lower_bound(column.begin(), column.end(), ordered_bits(forest.thresholds[at])) -
          column.begin() + 1;
      nodes_[static_cast<std::size_t>(tree * kTreeWords + i)] =
          static_cast<std::uint16_t>((forest.features[at] << rank_bits_) + rank);
    }
  }
}

// words: of each 32 rows, of each (padded) column, of each row.
void WidePathLengths::rank_rows(const Group& group, MatrixView rows, std::uint16_t* words) const {
  for (std::int64_t column = 0; column < rows.cols; ++column) {
    const Thresholds& thresholds = group.columns[static_cast<std::size_t>(column)];
    const std::int32_t* const heap = group.thresholds.data() + thresholds.first;
    const std::int64_t base = (column << rank_bits_) - (std::int64_t{1} << thresholds.levels);
    for (std::int64_t first = 0; first < rows.rows; first += kRows) {
      std::int32_t keys[kRows] = {};
      for (std::int64_t i = 0; i < std::min(kRows, rows.rows - first); ++i) {
        keys[i] = ordered_bits(rows.row(first + i)[column]);
      }
      rank_keys(keys, heap, thresholds.levels, static_cast<std::uint32_t>(base),
                words + ((first / kRows) * padded_columns_ + column) * kRows);
    }
  }
}

void WidePathLengths::add_to(double* sums, MatrixView rows, const FlatForest& forest) const {
  std::vector<std::uint16_t> words(static_cast<std::size_t>(kBlockRows * padded_columns_));
  std::array<double, kBlockRows> block_sums{};
  std::array<std::uint16_t, kBlockRows> ends{};
  const bool deep = !forest.next.empty();
  for (std::int64_t begin = 0; begin < rows.rows; begin += kBlockRows) {
    const MatrixView block{rows.row(begin), std::min(kBlockRows, rows.rows - begin), rows.cols};
    const std::int64_t blocks = (block.rows + kRows - 1) / kRows;
    std::copy_n(sums + begin, block.rows, block_sums.begin());
    for (const Group& group : groups_) {
      rank_rows(group, block, words.data());
      for (std::int64_t tree = group.first_tree; tree < group.end_tree; ++tree) {
        const WordTree walked{nodes_.data() + tree * kTreeWords, forest.levels,
                              forest.leaves.data() + tree * forest.entries()};
        walk_(walked, words.data(), blocks, block_sums.data(), deep ? ends.data() : nullptr);
        for (std::int64_t row = 0; deep && row < block.rows; ++row) {
          const auto i = static_cast<std::size_t>(row);
          const std::int64_t entry = (tree - 1) * forest.entries() + ends[i];
          block_sums[i] += path_length_from(forest, entry, block.row(row));
        }
      }
    }
    std::copy_n(block_sums.begin(), block.rows, sums + begin);
  }
}

}  // namespace goodparts
