// Ascending sort of many unsigned integers, such as those of ordered_key.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace goodparts {

// Stable, by the `key_bits` bits of each item from `low_bit` up; passes of 11 bits, of which those
// are skipped where all items agree. Needs as much memory again. Item: std::uint32_t or
// std::uint64_t.
template <class Item>
void radix_sort(std::vector<Item>& items, int low_bit = 0, int key_bits = 32) {
  constexpr int kBits = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits;
  constexpr std::size_t kFew = 1024;  // fewer are sorted by comparing
  const Item key_mask =
      static_cast<Item>(~Item{0}) >> (8 * static_cast<int>(sizeof(Item)) - key_bits);
  const auto key_of = [=](Item item) { return static_cast<Item>(item >> low_bit) & key_mask; };
  if (items.size() < kFew) {
    std::stable_sort(items.begin(), items.end(),
                     [&](Item a, Item b) { return key_of(a) < key_of(b); });
    return;
  }
  const int passes = (key_bits + kBits - 1) / kBits;
  const auto digit = [&](Item item, int pass) {
    return static_cast<std::size_t>(key_of(item) >> (pass * kBits)) & (kBuckets - 1);
  };
  std::vector<std::array<std::size_t, kBuckets>> starts(static_cast<std::size_t>(passes));
  for (const Item item : items) {
    for (int pass = 0; pass < passes; ++pass) {
      ++starts[static_cast<std::size_t>(pass)][digit(item, pass)];
    }
  }
  std::vector<Item> other(items.size());
  for (int pass = 0; pass < passes; ++pass) {
    auto& start = starts[static_cast<std::size_t>(pass)];
    if (start[digit(items.front(), pass)] == items.size()) {
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
