#include <bit>

#include "kernels/forest/tree_walk.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>
#endif

namespace goodparts {

#if defined(__GNUC__) && defined(__x86_64__)

// NOLINTBEGIN: the instructions' own names
#define GOODPARTS_AVX2 __attribute__((target("avx2")))
#define GOODPARTS_AVX2_INLINE __attribute__((target("avx2"), always_inline)) inline

namespace {

constexpr std::int64_t kHalf = 16;  // rows of a register
constexpr int kChunk = 8;           // words that a byte shuffle finds

GOODPARTS_AVX2_INLINE __m256i load(const std::uint16_t* words) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
}

// `one` where the mask's words are all bits.
GOODPARTS_AVX2_INLINE __m256i choose(__m256i mask, __m256i zero, __m256i one) {
  return _mm256_blendv_epi8(zero, one, mask);
}

// The words of columns kBegin … kBegin + kSpan − 1 chosen by the lower bits of the column number.
template <int kColumns, int kBegin, int kSpan>
GOODPARTS_AVX2_INLINE __m256i pick(const std::uint16_t* columns, const __m256i* bits) {
  if constexpr (kSpan == 1) {
    return load(columns + kBegin * kWalkRows);
  } else if constexpr (kBegin + kSpan / 2 >= kColumns) {
    return pick<kColumns, kBegin, kSpan / 2>(columns, bits);
  } else {
    return choose(bits[std::bit_width(unsigned{kSpan / 2}) - 1],
                  pick<kColumns, kBegin, kSpan / 2>(columns, bits),
                  pick<kColumns, kBegin + kSpan / 2, kSpan / 2>(columns, bits));
  }
}

// Where 16 rows are in the tree, and which ways they went: all bits for right.
struct Walkers {
  __m256i at;
  __m256i right[kFlatLevels];
};

// The words at `places` of the chunks kFirst … kFirst + 2^kDepth − 1, chosen by the first kDepth
// ways.
template <int kFirst, int kDepth, int kWay = 0>
GOODPARTS_AVX2_INLINE __m256i look_up(const std::uint16_t* nodes, const Walkers& walkers,
                                      __m256i places) {
  if constexpr (kDepth == 0) {
    const auto* const chunk = reinterpret_cast<const __m128i*>(nodes + kFirst * kChunk);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(chunk)), places);
  } else {
    constexpr int kHalfOfThem = 1 << (kDepth - 1);
    return choose(walkers.right[kWay],
                  look_up<kFirst, kDepth - 1, kWay + 1>(nodes, walkers, places),
                  look_up<kFirst + kHalfOfThem, kDepth - 1, kWay + 1>(nodes, walkers, places));
  }
}

// The word of the node, on level 1 and below.
template <int kLevel>
GOODPARTS_AVX2_INLINE __m256i node_words(const std::uint16_t* nodes, const Walkers& walkers) {
  const __m256i in_chunk = _mm256_and_si256(walkers.at, _mm256_set1_epi16(kChunk - 1));
  // The two bytes of a word.
  const __m256i places = _mm256_add_epi16(_mm256_mullo_epi16(in_chunk, _mm256_set1_epi16(0x0202)),
                                          _mm256_set1_epi16(0x0100));
  constexpr int kDepth = kLevel <= 3 ? 0 : kLevel - 3;
  constexpr int kFirst = kLevel < 3 ? 0 : 1 << kDepth;
  return look_up<kFirst, kDepth>(nodes, walkers, places);
}

template <int kLevel>
GOODPARTS_AVX2_INLINE void step(Walkers& walkers, __m256i values, __m256i words) {
  const __m256i right = _mm256_cmpeq_epi16(_mm256_max_epu16(values, words), values);
  walkers.right[kLevel] = right;
  walkers.at = _mm256_sub_epi16(_mm256_add_epi16(walkers.at, walkers.at), right);
}

template <int kColumns, int kLevel>
GOODPARTS_AVX2_INLINE void descend(const std::uint16_t* nodes, const std::uint16_t* rows,
                                   Walkers& walkers) {
  constexpr int kBits = std::bit_width(unsigned{kColumns - 1});
  const __m256i words = node_words<kLevel>(nodes, walkers);
  __m256i bits[kBits];
#pragma GCC unroll 5
  for (int bit = 0; bit < kBits; ++bit) {
    bits[bit] = _mm256_srai_epi16(_mm256_slli_epi16(words, kBits - 1 - bit), 15);
  }
  step<kLevel>(walkers, pick<kColumns, 0, 1 << kBits>(rows, bits), words);
}

// The column of the node where the walkers are, of kNode and those beside it on its level.
template <int kNode, int kDepth, int kWay = 0>
GOODPARTS_AVX2_INLINE __m256i pick_by_way(const std::uint16_t* rows, const std::int32_t* column,
                                          const Walkers& walkers) {
  if constexpr (kDepth == 0) {
    return load(rows + column[kNode]);
  } else {
    return choose(walkers.right[kWay],
                  pick_by_way<2 * kNode, kDepth - 1, kWay + 1>(rows, column, walkers),
                  pick_by_way<2 * kNode + 1, kDepth - 1, kWay + 1>(rows, column, walkers));
  }
}

// The first four levels: 1, 2, 4 and 8 nodes.
GOODPARTS_AVX2_INLINE void descend_top(const std::uint16_t* nodes, const std::int32_t* column,
                                       const std::uint16_t* rows, Walkers& walkers) {
  walkers.at = _mm256_set1_epi16(1);
  step<0>(walkers, pick_by_way<1, 0>(rows, column, walkers),
          _mm256_set1_epi16(static_cast<short>(nodes[1])));
  step<1>(walkers, pick_by_way<1, 1>(rows, column, walkers), node_words<1>(nodes, walkers));
  step<2>(walkers, pick_by_way<1, 2>(rows, column, walkers), node_words<2>(nodes, walkers));
  step<3>(walkers, pick_by_way<1, 3>(rows, column, walkers), node_words<3>(nodes, walkers));
}

// Adds leaves[at] of 16 rows.
GOODPARTS_AVX2_INLINE void add_leaves(const double* leaves, __m256i at, double* sums) {
  alignas(32) std::uint16_t ends[kHalf];
  _mm256_store_si256(reinterpret_cast<__m256i*>(ends), at);
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < kHalf; i += 2) {
    const __m128d pair = _mm_loadh_pd(_mm_load_sd(leaves + ends[i]), leaves + ends[i + 1]);
    _mm_storeu_pd(sums + i, _mm_add_pd(_mm_loadu_pd(sums + i), pair));
  }
}

template <int kColumns>
GOODPARTS_AVX2 void walk(const WordTree& tree, const std::uint16_t* words, std::int64_t blocks,
                         double* sums, std::uint16_t* ends) {
  constexpr int kBits = std::bit_width(unsigned{kColumns - 1});
  const std::uint16_t* const nodes = tree.nodes;
  std::int32_t column[16] = {};  // of nodes 1 … 15: where its words are
  for (int i = 1; i < 16; ++i) {
    column[i] = static_cast<std::int32_t>((nodes[i] >> (16 - kBits)) * kWalkRows);
  }
  const double* const leaves = tree.leaves - (std::int64_t{1} << tree.levels);
  for (std::int64_t half = 0; half < 2 * blocks; ++half) {
    const std::uint16_t* const rows =
        words + (half / 2) * kColumns * kWalkRows + (half % 2) * kHalf;
    Walkers walkers;
    descend_top(nodes, column, rows, walkers);
    if (tree.levels > 4) {
      descend<kColumns, 4>(nodes, rows, walkers);
    }
    if (tree.levels > 5) {
      descend<kColumns, 5>(nodes, rows, walkers);
    }
    if (tree.levels > 6) {
      descend<kColumns, 6>(nodes, rows, walkers);
    }
    if (tree.levels > 7) {
      descend<kColumns, 7>(nodes, rows, walkers);
    }
    if (ends == nullptr) {
      add_leaves(leaves, walkers.at, sums + half * kHalf);
    } else {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(ends + half * kHalf), walkers.at);
    }
  }
}

template <std::size_t... kIndex>
TreeWalk find_walk(std::int64_t columns, std::index_sequence<kIndex...> /*widths*/) {
  return walk_of({walk<static_cast<int>(kWalkWidths[kIndex])>...}, columns);
}

}  // namespace
// NOLINTEND

TreeWalk avx2_walk(std::int64_t columns) {
  return __builtin_cpu_supports("avx2")
             ? find_walk(columns, std::make_index_sequence<kWalkWidths.size()>())
             : nullptr;
}

#else

TreeWalk avx2_walk(std::int64_t /*columns*/) { return nullptr; }

#endif

}  // namespace goodparts
