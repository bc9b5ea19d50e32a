// Ascending sort of many floats as order-preserving integer keys.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace goodparts {

// a < b exactly if ordered_key(a) < ordered_key(b); −0 and +0 share a key. Not for NaN.
inline std::uint32_t ordered_key(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);  // −0 + 0 is +0
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

inline float value_of_key(std::uint32_t key) {
  return std::bit_cast<float>((key & 0x80000000U) != 0 ? key & 0x7FFFFFFFU : ~key);
}

// Stable, by the 32 bits of each item from `low_bit` up; three passes of 11 bits, of which those
// are skipped where all items agree. Needs as much memory again. Item: std::uint32_t or
// std::uint64_t.
template <class Item>
void radix_sort(std::vector<Item>& items, int low_bit = 0) {
  constexpr int kBits = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits;
  constexpr int kPasses = 3;
  const auto digit = [low_bit](Item item, int pass) {
    const auto key = static_cast<std::uint32_t>(item >> low_bit);
    return static_cast<std::size_t>(key >> (pass * kBits)) & (kBuckets - 1);
  };
  std::vector<std::array<std::size_t, kBuckets>> starts(kPasses);
  for (const Item item : items) {
    for (int pass = 0; pass < kPasses; ++pass) {
      ++starts[static_cast<std::size_t>(pass)][digit(item, pass)];
    }
  }
  std::vector<Item> other(items.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& start = starts[static_cast<std::size_t>(pass)];
    if (!items.empty() && start[digit(items.front(), pass)] == items.size()) {
      continue;
    }
    std::size_t sum = 0;
    for (std::size_t& entry : start) {
      sum += std::exchange(entry, sum);
    }
    for (const Item item : items) {
      other[start[digit(item, pass)]++] = item;
    }
    items.swap(other);
  }
}

}  // namespace goodparts
