// For small functions that both the CPU's compiler and nvcc compile, so that tests on the CPU cover
// the arithmetic of the device. C++17.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#ifdef __CUDACC__
#define GOODPARTS_HOST_DEVICE __host__ __device__
#else
#define GOODPARTS_HOST_DEVICE
#endif

namespace goodparts {

GOODPARTS_HOST_DEVICE inline std::uint32_t bits_of(float value) {
#ifdef __CUDA_ARCH__
  return __float_as_uint(value);
#else
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
#endif
}

GOODPARTS_HOST_DEVICE inline float float_of(std::uint32_t bits) {
#ifdef __CUDA_ARCH__
  return __uint_as_float(bits);
#else
  float value = 0.0F;
  std::memcpy(&value, &bits, sizeof value);
  return value;
#endif
}

// a × b + c, rounded once.
GOODPARTS_HOST_DEVICE inline float fused(float a, float b, float c) {
#ifdef __CUDA_ARCH__
  return __fmaf_rn(a, b, c);
#else
  return std::fma(a, b, c);
#endif
}

}  // namespace goodparts
