// The order in which a squared distance is summed (kernels/distance/squared_distance.h): sixteen
// sums, each over every sixteenth difference, then halves added together until one is left.
// Multiplication and addition round once, as they do in the CPU's code for x86-64-v3 and later:
// there the results are equal, bit for bit. C++17.
#pragma once

#include "kernels/cuda/host_device.h"

namespace goodparts {

constexpr int kDistanceLanes = 16;

GOODPARTS_HOST_DEVICE inline float add_squared_difference(float x, float y, float sum) {
  const float difference = x - y;
  return fused(difference, difference, sum);
}

// Adds the sixteen sums together.
GOODPARTS_HOST_DEVICE inline float sum_of_lanes(const float (&sums)[kDistanceLanes]) {
  float lanes[kDistanceLanes];
  for (int i = 0; i < kDistanceLanes; ++i) {
    lanes[i] = sums[i];
  }
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int width = kDistanceLanes / 2; width > 0; width /= 2) {
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
    for (int i = 0; i < kDistanceLanes / 2; ++i) {
      if (i < width) {
        lanes[i] += lanes[i + width];
      }
    }
  }
  return lanes[0];
}

}  // namespace goodparts
