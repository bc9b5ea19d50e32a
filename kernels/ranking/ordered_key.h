// Floating-point numbers as unsigned integers of the same order.
#pragma once

#include <cstdint>
#include <cstring>

namespace goodparts {

// a < b exactly if ordered_key(a) < ordered_key(b); −0 and +0 share a key. Not for NaN.
inline std::uint32_t ordered_key(float value) {
  value += 0.0F;  // −0 + 0 is +0
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits ^ ((0U - (bits >> 31U)) | 0x80000000U);
}

inline std::uint64_t ordered_key(double value) {
  value += 0.0;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits ^ ((0ULL - (bits >> 63U)) | (1ULL << 63U));
}

inline float value_of_key(std::uint32_t key) {
  const std::uint32_t bits = (key & 0x80000000U) != 0 ? key & 0x7FFFFFFFU : ~key;
  float value = 0.0F;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline double value_of_key(std::uint64_t key) {
  const std::uint64_t bits = key >> 63U != 0 ? key & ~(1ULL << 63U) : ~key;
  double value = 0.0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace goodparts
