// Exponential and logarithm of 16 floats at once. Forced inline, so that they are compiled for the
// machine of the GOODPARTS_SIMD function that uses them.
#pragma once

#include <cstdint>
#include <cstring>

namespace goodparts {

typedef float Floats16 __attribute__((vector_size(64)));
typedef std::int32_t Ints16 __attribute__((vector_size(64)));

// Selections go by the sign of a difference and by bits: comparisons of vectors wider than the
// machine's are beyond some versions of GCC.
__attribute__((always_inline)) inline Ints16 bits16(Floats16 x) {
  Ints16 bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

__attribute__((always_inline)) inline Floats16 floats16(Ints16 bits) {
  Floats16 x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// All ones where a < b; neither may be NaN.
__attribute__((always_inline)) inline Ints16 less16(Floats16 a, Floats16 b) {
  return bits16(a - b) >> 31;
}

__attribute__((always_inline)) inline Floats16 select16(Ints16 mask, Floats16 yes, Floats16 no) {
  return floats16((mask & bits16(yes)) | (~mask & bits16(no)));
}

__attribute__((always_inline)) inline Floats16 all16(float value) { return value - Floats16{}; }

// 2ⁿ eʳ with |r| <= ln 2 / 2, eʳ by its series. Arguments are cut to ±87.
__attribute__((always_inline)) inline Floats16 exp16(Floats16 x) {
  x = select16(less16(x, all16(87.0F)), x, all16(87.0F));
  x = select16(less16(x, all16(-87.0F)), all16(-87.0F), x);
  constexpr float kRounder = 12582912.0F;  // 1.5 · 2²³: adding it leaves whole numbers
  const Floats16 n = (x * 1.44269504F + kRounder) - kRounder;
  const Floats16 r = (x - n * 0.693359375F) + n * 2.12194440e-4F;  // ln 2 in two pieces
  Floats16 sum = all16(1.0F / 5040.0F);
  sum = sum * r + 1.0F / 720.0F;
  sum = sum * r + 1.0F / 120.0F;
  sum = sum * r + 1.0F / 24.0F;
  sum = sum * r + 1.0F / 6.0F;
  sum = sum * r + 0.5F;
  sum = sum * (r * r) + r + 1.0F;
  const Ints16 power = (__builtin_convertvector(n, Ints16) + 127) << 23;
  return sum * floats16(power);
}

// e ln 2 + ln m with m in [√½, √2), ln m = 2 artanh((m − 1) / (m + 1)) by its series. For positive,
// normal numbers.
__attribute__((always_inline)) inline Floats16 log16(Floats16 x) {
  const Ints16 bits = bits16(x);
  constexpr std::int32_t kRootHalf = 0x3F3504F3;
  const Ints16 exponent = (bits - kRootHalf) >> 23;
  const Floats16 m = floats16(bits - (exponent << 23));
  const Floats16 t = (m - 1.0F) / (m + 1.0F);
  const Floats16 t2 = t * t;
  Floats16 sum = all16(2.0F / 9.0F);
  sum = sum * t2 + 2.0F / 7.0F;
  sum = sum * t2 + 2.0F / 5.0F;
  sum = sum * t2 + 2.0F / 3.0F;
  const Floats16 e = __builtin_convertvector(exponent, Floats16);
  return e * 0.693359375F + ((sum * t2 * t + 2.0F * t) - e * 2.12194440e-4F);
}

}  // namespace goodparts
