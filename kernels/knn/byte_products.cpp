#include "kernels/knn/byte_products.h"

#include <cassert>
#include <cstring>

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>

namespace goodparts {

bool byte_products_supported() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
}

__attribute__((target("avx512f,avx512vnni"))) void multiply_bytes(const std::uint8_t* panel,
                                                                  const std::int8_t* tile,
                                                                  std::int64_t steps,
                                                                  const QueryTerms* queries,
                                                                  std::int32_t* products) {
  __m512i sums[kTileQueries][2];  // 24 of the 32 registers
#pragma GCC unroll 12
  for (std::int64_t q = 0; q < kTileQueries; ++q) {
    sums[q][0] = sums[q][1] = _mm512_set1_epi32(queries[q].start);
  }
  for (std::int64_t step = 0; step < steps; ++step) {
    const __m512i low = _mm512_loadu_si512(panel);
    const __m512i high = _mm512_loadu_si512(panel + 64);
    panel += 128;
#pragma GCC unroll 12
    for (std::int64_t q = 0; q < kTileQueries; ++q) {
      std::int32_t values = 0;
      std::memcpy(&values, tile + q * kStepCols, sizeof values);
      const __m512i query = _mm512_set1_epi32(values);
      sums[q][0] = _mm512_dpbusd_epi32(sums[q][0], low, query);
      sums[q][1] = _mm512_dpbusd_epi32(sums[q][1], high, query);
    }
    tile += kTileQueries * kStepCols;
  }
#pragma GCC unroll 12
  for (std::int64_t q = 0; q < kTileQueries; ++q) {
    _mm512_storeu_si512(products + q * kPanelRows, sums[q][0]);
    _mm512_storeu_si512(products + q * kPanelRows + 16, sums[q][1]);
  }
}

__attribute__((target("avx512f"))) std::uint32_t bound_distances(const std::int32_t* products,
                                                                 const PanelTerms& panel,
                                                                 const QueryTerms& query,
                                                                 float limit, float* bounds) {
  std::uint32_t found = 0;
  for (std::int64_t r = 0; r < kPanelRows; r += 16) {
    const __m512 product = _mm512_maskz_cvtepi32_ps(0xFFFF, _mm512_loadu_si512(products + r));
    __m512 bound = _mm512_add_ps(_mm512_loadu_ps(panel.norms + r), _mm512_set1_ps(query.norm));
    bound = _mm512_fnmadd_ps(_mm512_set1_ps(query.residual_weight),
                             _mm512_loadu_ps(panel.residuals + r), bound);
    bound = _mm512_fnmadd_ps(_mm512_set1_ps(query.length_weight),
                             _mm512_loadu_ps(panel.lengths + r), bound);
    const __m512 scaled = _mm512_mul_ps(product, _mm512_loadu_ps(panel.scales + r));
    bound = _mm512_fnmadd_ps(_mm512_set1_ps(query.scale), scaled, bound);
    _mm512_storeu_ps(bounds + r, bound);
    const __mmask16 near = _mm512_cmp_ps_mask(bound, _mm512_set1_ps(limit), _CMP_LE_OQ);
    found |= static_cast<std::uint32_t>(near) << r;
  }
  return found;
}

}  // namespace goodparts

#else

namespace goodparts {

bool byte_products_supported() { return false; }

void multiply_bytes(const std::uint8_t*, const std::int8_t*, std::int64_t, const QueryTerms*,
                    std::int32_t*) {
  assert(false);
}

std::uint32_t bound_distances(const std::int32_t*, const PanelTerms&, const QueryTerms&, float,
                              float*) {
  assert(false);
  return 0;
}

}  // namespace goodparts

#endif
