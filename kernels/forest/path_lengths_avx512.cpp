#include "kernels/forest/path_lengths_avx512.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "kernels/forest/deep_path.h"
#include "kernels/forest/ordered_bits.h"

#if defined(__GNUC__) && defined(__x86_64__)
#define GOODPARTS_HAS_AVX512 1
#include <immintrin.h>
#else
#define GOODPARTS_HAS_AVX512 0
#endif

namespace goodparts {
namespace {

constexpr std::int64_t kRows = WidePathLengths::kRows;
constexpr std::int64_t kEntries = std::int64_t{1} << kFlatLevels;  // words of a tree
constexpr std::int64_t kBlockRows = 512;                           // ranks of 10 columns: 10 KiB
constexpr int kFewestLevels = 4;

// The kernel is compiled for these numbers of columns; a forest takes the next one.
constexpr std::array<std::int64_t, 9> kWidths = {2, 4, 6, 8, 10, 12, 16, 24, 32};

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

}  // namespace

bool WidePathLengths::serves(const FlatForest& forest) {
#if GOODPARTS_HAS_AVX512
  return forest.columns >= 1 && forest.columns <= kMaxColumns && forest.levels >= kFewestLevels &&
         __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
#else
  return static_cast<void>(forest), false;
#endif
}

WidePathLengths::WidePathLengths(const FlatForest& forest) {
  padded_columns_ = *std::lower_bound(kWidths.begin(), kWidths.end(), forest.columns);
  rank_bits_ = 16 - std::bit_width(static_cast<unsigned>(padded_columns_ - 1));
  nodes_.resize(static_cast<std::size_t>(forest.trees * kEntries));
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
      nodes_[static_cast<std::size_t>(tree * kEntries + i)] =
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
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      const std::int32_t key = ordered_bits(rows.row(row)[column]);
      std::uint32_t at = 1;
      for (int level = 0; level < thresholds.levels; ++level) {
        at = 2 * at + (key >= heap[at] ? 1U : 0U);
      }
      words[((row / kRows) * padded_columns_ + column) * kRows + row % kRows] =
          static_cast<std::uint16_t>(base + at);
    }
  }
}

#if GOODPARTS_HAS_AVX512

// NOLINTBEGIN: the instructions' own names
#define GOODPARTS_AVX512 __attribute__((target("avx512f,avx512bw")))
#define GOODPARTS_AVX512_INLINE __attribute__((target("avx512f,avx512bw"), always_inline)) inline

namespace {

GOODPARTS_AVX512_INLINE __m512i load(const std::uint16_t* words) {
  return _mm512_loadu_si512(words);
}

// The words of columns kBegin … kBegin + kSpan − 1 chosen by the lower bits of the column number.
template <int kColumns, int kBegin, int kSpan>
GOODPARTS_AVX512_INLINE __m512i pick(const std::uint16_t* columns, const __mmask32* bits) {
  if constexpr (kSpan == 1) {
    return load(columns + kBegin * kRows);
  } else if constexpr (kBegin + kSpan / 2 >= kColumns) {
    return pick<kColumns, kBegin, kSpan / 2>(columns, bits);
  } else {
    return _mm512_mask_blend_epi16(bits[std::bit_width(unsigned{kSpan / 2}) - 1],
                                   pick<kColumns, kBegin, kSpan / 2>(columns, bits),
                                   pick<kColumns, kBegin + kSpan / 2, kSpan / 2>(columns, bits));
  }
}

// A tree in registers.
struct Registers {
  __m512i words[8];
  std::uint16_t first_word;
  std::int32_t column[16];  // of nodes 1 … 15: where its words are
};

// at = 2 at + right
GOODPARTS_AVX512_INLINE __m512i step(__m512i at, __mmask32 right) {
  const __m512i twice = _mm512_add_epi16(at, at);
  return _mm512_mask_add_epi16(twice, right, twice, _mm512_set1_epi16(1));
}

// The node's words on level 4 and below.
template <int kLevel>
GOODPARTS_AVX512_INLINE __m512i node_words(const Registers& tree, __m512i at) {
  if constexpr (kLevel <= 4) {
    return _mm512_permutexvar_epi16(at, tree.words[0]);
  } else if constexpr (kLevel == 5) {
    return _mm512_permutexvar_epi16(at, tree.words[1]);
  } else if constexpr (kLevel == 6) {
    return _mm512_permutex2var_epi16(tree.words[2], at, tree.words[3]);
  } else {
    return _mm512_mask_blend_epi16(_mm512_test_epi16_mask(at, _mm512_set1_epi16(64)),
                                   _mm512_permutex2var_epi16(tree.words[4], at, tree.words[5]),
                                   _mm512_permutex2var_epi16(tree.words[6], at, tree.words[7]));
  }
}

template <int kColumns, int kLevel>
GOODPARTS_AVX512_INLINE __m512i descend(const Registers& tree, const std::uint16_t* rows,
                                        __m512i at) {
  constexpr int kBits = std::bit_width(unsigned{kColumns - 1});
  const __m512i words = node_words<kLevel>(tree, at);
  __mmask32 bits[kBits];
#pragma GCC unroll 5
  for (int bit = 0; bit < kBits; ++bit) {
    bits[bit] = _mm512_test_epi16_mask(
        words, _mm512_set1_epi16(static_cast<short>(1U << (16 - kBits + bit))));
  }
  const __m512i values = pick<kColumns, 0, 1 << kBits>(rows, bits);  // Clang's next line is a macro
  return step(at, _mm512_cmpge_epu16_mask(values, words));
}

// The first four levels: 1, 2, 4 and 8 nodes.
GOODPARTS_AVX512_INLINE __m512i descend_top(const Registers& tree, const std::uint16_t* rows) {
  const auto of = [&](int node) __attribute__((target("avx512f,avx512bw"), always_inline)) {
    return _mm512_loadu_si512(rows + tree.column[node]);
  };
  const __mmask32 a =
      _mm512_cmpge_epu16_mask(of(1), _mm512_set1_epi16(static_cast<short>(tree.first_word)));
  __m512i at = _mm512_mask_blend_epi16(a, _mm512_set1_epi16(2), _mm512_set1_epi16(3));
  const __mmask32 b = _mm512_cmpge_epu16_mask(_mm512_mask_blend_epi16(a, of(2), of(3)),
                                              _mm512_permutexvar_epi16(at, tree.words[0]));
  at = step(at, b);
  const __mmask32 c =
      _mm512_cmpge_epu16_mask(_mm512_mask_blend_epi16(b, _mm512_mask_blend_epi16(a, of(4), of(6)),
                                                      _mm512_mask_blend_epi16(a, of(5), of(7))),
                              _mm512_permutexvar_epi16(at, tree.words[0]));
  at = step(at, c);
  const __m512i left = _mm512_mask_blend_epi16(b, _mm512_mask_blend_epi16(a, of(8), of(12)),
                                               _mm512_mask_blend_epi16(a, of(10), of(14)));
  const __m512i right = _mm512_mask_blend_epi16(b, _mm512_mask_blend_epi16(a, of(9), of(13)),
                                                _mm512_mask_blend_epi16(a, of(11), of(15)));
  return step(at, _mm512_cmpge_epu16_mask(_mm512_mask_blend_epi16(c, left, right),
                                          _mm512_permutexvar_epi16(at, tree.words[0])));
}

// Adds leaves[at] of 32 rows.
GOODPARTS_AVX512_INLINE void add_leaves(const double* leaves, __m512i at, double* sums) {
  const __m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(at));
  const __m512i high = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(at, 1));
  const __m256i quarters[4] = {_mm512_castsi512_si256(low), _mm512_extracti64x4_epi64(low, 1),
                               _mm512_castsi512_si256(high), _mm512_extracti64x4_epi64(high, 1)};
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    _mm512_storeu_pd(sums + 8 * i, _mm512_add_pd(_mm512_loadu_pd(sums + 8 * i),
                                                 _mm512_i32gather_pd(quarters[i], leaves, 8)));
  }
}

// One tree for `blocks` times 32 rows. ends: null, or where the entries come to which the walks
// lead, instead of adding path lengths.
template <int kColumns>
GOODPARTS_AVX512 void walk(const std::uint16_t* nodes, int levels, const double* leaves,
                           const std::uint16_t* words, std::int64_t blocks, double* sums,
                           std::uint16_t* ends) {
  constexpr int kBits = std::bit_width(unsigned{kColumns - 1});
  Registers tree;
  for (int i = 0; i < 8; ++i) {
    tree.words[i] = load(nodes + i * kRows);
  }
  tree.first_word = nodes[1];
  for (int i = 1; i < 16; ++i) {
    tree.column[i] = static_cast<std::int32_t>((nodes[i] >> (16 - kBits)) * kRows);
  }
  const double* const from = leaves - (std::int64_t{1} << levels);
  for (std::int64_t block = 0; block < blocks; ++block) {
    __m512i at = descend_top(tree, words + block * kColumns * kRows);
    const std::uint16_t* const rows = words + block * kColumns * kRows;
    if (levels > 4) {
      at = descend<kColumns, 4>(tree, rows, at);
    }
    if (levels > 5) {
      at = descend<kColumns, 5>(tree, rows, at);
    }
    if (levels > 6) {
      at = descend<kColumns, 6>(tree, rows, at);
    }
    if (levels > 7) {
      at = descend<kColumns, 7>(tree, rows, at);
    }
    if (ends == nullptr) {
      add_leaves(from, at, sums + block * kRows);
    } else {
      _mm512_storeu_si512(ends + block * kRows, at);
    }
  }
}

using Walk = void (*)(const std::uint16_t*, int, const double*, const std::uint16_t*, std::int64_t,
                      double*, std::uint16_t*);

template <std::size_t... kIndex>
Walk walk_of(std::int64_t width, std::index_sequence<kIndex...> /*widths*/) {
  Walk found = nullptr;
  ((width == kWidths[kIndex] ? void(found = walk<static_cast<int>(kWidths[kIndex])>) : void()),
   ...);
  return found;
}

}  // namespace
// NOLINTEND

void WidePathLengths::add_to(double* sums, MatrixView rows, const FlatForest& forest) const {
  const Walk walk_tree = walk_of(padded_columns_, std::make_index_sequence<kWidths.size()>());
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
        walk_tree(nodes_.data() + tree * kEntries, forest.levels,
                  forest.leaves.data() + tree * forest.entries(), words.data(), blocks,
                  block_sums.data(), deep ? ends.data() : nullptr);
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

#else

void WidePathLengths::add_to(double* /*sums*/, MatrixView /*rows*/,
                             const FlatForest& /*forest*/) const {}

#endif

}  // namespace goodparts
