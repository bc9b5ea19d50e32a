// Squared Euclidean distance between float vectors, summed in one fixed order: the result depends
// on the two vectors alone, never on the thread or the batch in which it is computed.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/matrix_view.h"

// A function so marked is compiled once for each of these machines and chosen when the program
// starts. Sanitizers do without: the choice is made before their run-time is ready.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GOODPARTS_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GOODPARTS_SIMD
#endif

namespace goodparts {

// For the inner loops of GOODPARTS_SIMD functions: forced inline, so that it is compiled for their
// machine.
__attribute__((always_inline)) inline float inline_squared_distance(const float* a, const float* b,
                                                                    std::int64_t size) {
  constexpr std::int64_t kLanes = 16;
  // The vector types of GCC and Clang: one register or several, the same sums in the same order.
  typedef float Lanes __attribute__((vector_size(4 * kLanes)));
  Lanes sums = {};
  Lanes x;
  Lanes y;
  std::int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    sums += (x - y) * (x - y);
  }
  if (i < size) {
    x = y = Lanes{};
    std::memcpy(&x, a + i, static_cast<std::size_t>(size - i) * sizeof(float));
    std::memcpy(&y, b + i, static_cast<std::size_t>(size - i) * sizeof(float));
    sums += (x - y) * (x - y);
  }
  typedef float Half __attribute__((vector_size(2 * kLanes)));
  typedef float Quarter __attribute__((vector_size(kLanes)));
  Half halves[2];
  std::memcpy(halves, &sums, sizeof sums);
  const Half half = halves[0] + halves[1];
  Quarter quarters[2];
  std::memcpy(quarters, &half, sizeof half);
  const Quarter quarter = quarters[0] + quarters[1];
  return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

float squared_distance(const float* a, const float* b, std::int64_t size);

// out[i] = squared distance of row begin + i of `points` to the vector `to`, for rows begin … end
// − 1.
void squared_distances(MatrixView points, std::int64_t begin, std::int64_t end, const float* to,
                       float* out);

}  // namespace goodparts
