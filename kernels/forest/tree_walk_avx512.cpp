#include <bit>

#include "kernels/forest/tree_walk.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>
#endif

namespace goodparts {

#if defined(__GNUC__) && defined(__x86_64__)

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
    return load(columns + kBegin * kWalkRows);
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

template <int kColumns>
GOODPARTS_AVX512 void walk(const WordTree& from, const std::uint16_t* words, std::int64_t blocks,
                           double* sums, std::uint16_t* ends) {
  constexpr int kBits = std::bit_width(unsigned{kColumns - 1});
  const int levels = from.levels;
  Registers tree;
  for (int i = 0; i < 8; ++i) {
    tree.words[i] = load(from.nodes + i * kWalkRows);
  }
  tree.first_word = from.nodes[1];
  for (int i = 1; i < 16; ++i) {
    tree.column[i] = static_cast<std::int32_t>((from.nodes[i] >> (16 - kBits)) * kWalkRows);
  }
  const double* const leaves = from.leaves - (std::int64_t{1} << levels);
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::uint16_t* const rows = words + block * kColumns * kWalkRows;
    __m512i at = descend_top(tree, rows);
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
      add_leaves(leaves, at, sums + block * kWalkRows);
    } else {
      _mm512_storeu_si512(ends + block * kWalkRows, at);
    }
  }
}

template <std::size_t... kIndex>
TreeWalk find_walk(std::int64_t columns, std::index_sequence<kIndex...> /*widths*/) {
  return walk_of({walk<static_cast<int>(kWalkWidths[kIndex])>...}, columns);
}

}  // namespace
// NOLINTEND

TreeWalk avx512_walk(std::int64_t columns) {
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")) {
    return nullptr;
  }
  return find_walk(columns, std::make_index_sequence<kWalkWidths.size()>());
}

#else

TreeWalk avx512_walk(std::int64_t /*columns*/) { return nullptr; }

#endif

}  // namespace goodparts
