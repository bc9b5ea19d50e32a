// How the GPU finds candidates for the nearest rows of a bank with half precision, and why none is
// missed. Shared by nearest_rows_cuda.cu and the tests. C++17.
//
// All vectors are taken less the bank's mean (any fixed vector would do), which changes no distance
// and makes products small. A vector x is x̂ + e: x̂ is x times a power of two in half precision,
// the norms of both are computed in double precision. With y = ŷ + f,
//   ‖x − y‖² − ‖x‖² = ‖y‖² − 2x̂ŷ − 2(x̂f + eŷ + ef),
// so the tensor cores' ‖y‖² − 2x̂ŷ is off by at most 2(‖x̂‖‖f‖ + ‖e‖‖ŷ‖ + ‖e‖‖f‖) and what rounding
// adds. For every group of kGroupRows rows of the bank the least such value is kept. k groups hold
// at least k rows whose value is at most the k-th least minimum, hence a row that is among the k
// nearest has a value of at most that minimum plus twice the error, and so has its group's minimum.
// Every row of such a group is compared directly, in the CPU's order of summation.
#pragma once

#include <cstdint>

#include "kernels/cuda/host_device.h"

namespace goodparts::screening {

constexpr int kGroupRows = 16;
constexpr int kWarpColumns = 64;  // of the bank, in a warp's part of a tile of products
constexpr int kGroupsOfWarp = kWarpColumns / kGroupRows;

// A group is what one thread holds of a row of products: columns 2t and 2t + 1 of each eight, for
// thread t of four (PTX ISA, "Matrix Fragments for mma.m16n8k16"). member: 0 … kGroupRows − 1.
GOODPARTS_HOST_DEVICE inline std::int64_t row_of_group(std::int64_t group, int member) {
  return group / kGroupsOfWarp * kWarpColumns + member / 2 * 8 + group % kGroupsOfWarp * 2 +
         member % 2;
}

// What is known of a vector (or the largest of many): ‖x̂‖ and ‖e‖, never too small.
struct Sketch {
  float norm = 0.0F;
  float rest = 0.0F;
};

// A sum of squares in double precision → its root as a float that is not too small.
GOODPARTS_HOST_DEVICE inline float root_above(double squares) {
  return static_cast<float>(std::sqrt(squares) * (1.0 + 1e-6));
}

// The e for which largest × 2^−e lies in [2^14, 2^15), safe for half precision, whose largest is
// 65504.
GOODPARTS_HOST_DEVICE inline int exponent_for(float largest) {
  const bool usable = largest > 0.0F && largest < 3e38F;
  return usable ? std::ilogb(largest) - 14 : 0;
}

// How far ‖y‖² − 2x̂ŷ from the tensor cores may be from the true ‖x − y‖² − ‖x‖². Their sums lose
// up to 1.5 × 2^−23 of ‖x̂‖‖ŷ‖ with each product, if additions cut off what does not fit and work in
// fours (Fasi, Higham, Mikaitis & Pranesh 2021, "Numerical behavior of NVIDIA tensor cores"); twice
// that and more is allowed for.
GOODPARTS_HOST_DEVICE inline double screening_error(Sketch x, Sketch y, std::int64_t cols) {
  const double xn = static_cast<double>(x.norm);
  const double xr = static_cast<double>(x.rest);
  const double yn = static_cast<double>(y.norm);
  const double yr = static_cast<double>(y.rest);
  const double unit = 1.0 / 2097152.0;  // 2^−21
  const double all = xn + xr + yn + yr;
  return 2.0 * (xn * yr + xr * yn + xr * yr + static_cast<double>(cols + 64) * unit * xn * yn) +
         unit * all * all;
}

// Groups whose minimum is greater hold none of the k nearest rows, as the CPU's float distances
// order them. kth: the k-th least of the minima of different groups. squared_norm: ‖x‖².
// Infinite where the numbers are too large to tell.
GOODPARTS_HOST_DEVICE inline double candidate_limit(float kth, float squared_norm, double error,
                                                    std::int64_t cols) {
  const double value = static_cast<double>(kth);
  // Up to here nothing has overflowed: the largest value is below 2^15 error (see the unit above).
  if (!(error < 1e30) || !(value < 1e36)) {
    return HUGE_VAL;
  }
  // A CPU's distance is off by half of this share at most: cols / 16 + 4 additions and two more
  // roundings; and by what the smallest floats lack.
  const double share = static_cast<double>(cols / 16 + 16) / 8388608.0;
  const double farthest = value + static_cast<double>(squared_norm) + error;
  const double least_float = 1.401298464324817e-45;
  return value + 2.0 * error + 4.0 * share * (farthest > 0.0 ? farthest : 0.0) +
         8.0 * static_cast<double>(cols + 16) * least_float;
}

// Orders as the values do; not for NaN.
GOODPARTS_HOST_DEVICE inline std::uint32_t ordered_bits(float value) {
  const std::uint32_t bits = bits_of(value);
  return (bits & 0x80000000U) != 0U ? ~bits : bits | 0x80000000U;
}
GOODPARTS_HOST_DEVICE inline float value_of_bits(std::uint32_t ordered) {
  return float_of((ordered & 0x80000000U) != 0U ? ordered & 0x7FFFFFFFU : ~ordered);
}

// The k-th least of many 32-bit keys, from the highest bit down: count(limit) says how many are at
// most `limit`. The largest key where there are fewer than k.
template <class Count>
GOODPARTS_HOST_DEVICE std::uint32_t kth_least(std::int64_t k, const Count& count) {
  std::uint32_t result = 0;
  for (int bit = 31; bit >= 0; --bit) {
    const std::uint32_t one = 1U << bit;
    if (count(result | (one - 1U)) < k) {
      result |= one;
    }
  }
  return result;
}

// Orders neighbours: nearer first, equal distances in row order. distance >= +0.
GOODPARTS_HOST_DEVICE inline std::uint64_t neighbour_key(float distance, std::uint32_t row) {
  return static_cast<std::uint64_t>(bits_of(distance)) << 32U | row;
}
GOODPARTS_HOST_DEVICE inline float distance_of_key(std::uint64_t key) {
  return float_of(static_cast<std::uint32_t>(key >> 32U));
}
GOODPARTS_HOST_DEVICE inline std::uint32_t row_of_key(std::uint64_t key) {
  return static_cast<std::uint32_t>(key);
}

}  // namespace goodparts::screening
