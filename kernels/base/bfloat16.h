// bfloat16: the upper half of a float, eight bits of precision and the full range.
#pragma once

#include <bit>
#include <cstdint>

namespace goodparts {

struct Bfloat16 {
  std::uint16_t bits = 0;
};

// To the nearest, ties to even, as PyTorch does; NaN stays NaN.
inline Bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
    return {static_cast<std::uint16_t>((bits >> 16) | 0x40U)};
  }
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16)};
}

inline float to_float(Bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

}  // namespace goodparts
