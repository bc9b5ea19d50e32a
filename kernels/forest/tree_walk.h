// The inner loops of WidePathLengths (wide_path_lengths.h): many rows walk one tree at once,
// without a gather on the way. One implementation for each set of vector instructions.
//
// Rows and nodes are words of 16 bits, as wide_path_lengths.h defines them. The 255 nodes of a tree
// are few enough for registers (AVX-512) or for tables of eight words in the first-level cache
// (AVX2), and a node's word is found by a permutation. The row's word of the node's column is
// chosen among the columns: on the first levels among the few columns that the level's nodes ask,
// by the ways taken; below, by the bits of the column number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "kernels/forest/flat_forest.h"

namespace goodparts {

inline constexpr std::int64_t kWalkRows = 32;  // whose words lie together
inline constexpr std::int64_t kTreeWords = std::int64_t{1} << kFlatLevels;
inline constexpr int kFewestWalkLevels = 4;

// The loops are compiled for these numbers of columns; a forest takes the next one.
inline constexpr std::array<std::int64_t, 9> kWalkWidths = {2, 4, 6, 8, 10, 12, 16, 24, 32};

struct WordTree {
  const std::uint16_t* nodes = nullptr;  // kTreeWords, in heap order
  int levels = 0;                        // kFewestWalkLevels … kFlatLevels
  const double* leaves = nullptr;        // 2^levels
};

// words: of `blocks` times 32 rows: of each column, of each row. Adds the path length of each row
// to its sum; or, where `ends` is not null, writes the number of the entry where its walk ends, of
// 2^levels … 2^(levels + 1) − 1.
using TreeWalk = void (*)(const WordTree& tree, const std::uint16_t* words, std::int64_t blocks,
                          double* sums, std::uint16_t* ends);

// Of a number of columns that is in kWalkWidths; null where the machine lacks the instructions.
TreeWalk avx2_walk(std::int64_t columns);
TreeWalk avx512_walk(std::int64_t columns);

// walks[i] for the i-th of kWalkWidths.
inline TreeWalk walk_of(const std::array<TreeWalk, kWalkWidths.size()>& walks,
                        std::int64_t columns) {
  for (std::size_t i = 0; i < walks.size(); ++i) {
    if (kWalkWidths[i] == columns) {
      return walks[i];
    }
  }
  return nullptr;
}

}  // namespace goodparts
