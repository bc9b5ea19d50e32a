// Floats as integers of the same order.
#pragma once

#include <cstdint>
#include <cstring>

namespace goodparts {

// For floats a and b without NaN, a < b exactly where ordered_bits(a) < ordered_bits(b). Bits of
// positive floats are in order as they are; of negative ones the magnitude is turned round. Adding
// zero makes +0 of −0, which are equal.
inline std::int32_t ordered_bits(float value) {
  const float canonical = value + 0.0F;
  std::int32_t bits;
  std::memcpy(&bits, &canonical, sizeof bits);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

}  // namespace goodparts
