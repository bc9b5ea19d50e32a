// Squared Euclidean distance between two float vectors, summed in one fixed order: the result
// depends on the two vectors alone, never on the thread or the batch in which it is computed.
#pragma once

#include <cstdint>

// A function so marked is compiled once for each of these machines and chosen when the program
// starts.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && \
    !defined(__SANITIZE_ADDRESS__)
#define GOODPARTS_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GOODPARTS_SIMD
#endif

namespace goodparts {

// Sixteen running sums, so that the compiler can keep them in vector registers without reordering
// additions. Forced inline because it must be compiled for the machine of the GOODPARTS_SIMD
// function that calls it.
__attribute__((always_inline)) inline float squared_distance(const float* a, const float* b,
                                                             std::int64_t size) {
  constexpr std::int64_t kLanes = 16;
  float sums[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const float difference = a[i + lane] - b[i + lane];
      sums[lane] += difference * difference;
    }
  }
  for (std::int64_t lane = 0; i + lane < size; ++lane) {
    const float difference = a[i + lane] - b[i + lane];
    sums[lane] += difference * difference;
  }
  for (std::int64_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::int64_t lane = 0; lane < half; ++lane) {
      sums[lane] += sums[lane + half];
    }
  }
  return sums[0];
}

}  // namespace goodparts
