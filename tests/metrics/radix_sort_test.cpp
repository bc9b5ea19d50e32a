#include "metrics/radix_sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "kernels/base/rng.h"

namespace goodparts {
namespace {

TEST(OrderedKey, KeepsTheOrderOfFloats) {
  using Limits = std::numeric_limits<float>;
  const std::vector<float> ascending = {
      -Limits::max(), -1.0F, -Limits::min(), -Limits::denorm_min(), 0.0F, Limits::denorm_min(),
      Limits::min(),  1.0F,  1.0000001F,     Limits::max()};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    EXPECT_EQ(value_of_key(ordered_key(ascending[i])), ascending[i]);
    if (i > 0) {
      EXPECT_LT(ordered_key(ascending[i - 1]), ordered_key(ascending[i]));
    }
  }
  EXPECT_EQ(ordered_key(-0.0F), ordered_key(0.0F));
}

TEST(RadixSort, SortsLikeTheStandardLibrary) {
  Rng rng(3, "radix");
  for (const std::size_t count : {0U, 1U, 2U, 1000U, 70000U}) {
    std::vector<std::uint32_t> keys(count);
    for (std::uint32_t& key : keys) {
      key = static_cast<std::uint32_t>(rng.bits());
    }
    std::vector<std::uint32_t> expected = keys;
    std::sort(expected.begin(), expected.end());
    radix_sort(keys);
    EXPECT_EQ(keys, expected);
  }
}

TEST(RadixSort, SkipsDigitsThatAgree) {
  std::vector<std::uint32_t> keys = {0xABC00005U, 0xABC00001U, 0xABC00003U};
  radix_sort(keys);
  EXPECT_THAT(keys, ::testing::ElementsAre(0xABC00001U, 0xABC00003U, 0xABC00005U));
}

TEST(RadixSort, IsStableBelowTheKey) {
  std::vector<std::uint64_t> items = {(2ULL << 32U) | 9U, (1ULL << 32U) | 5U, (2ULL << 32U) | 1U,
                                      (1ULL << 32U) | 7U};
  radix_sort(items, 32);
  EXPECT_THAT(items, ::testing::ElementsAre((1ULL << 32U) | 5U, (1ULL << 32U) | 7U,
                                            (2ULL << 32U) | 9U, (2ULL << 32U) | 1U));
}

}  // namespace
}  // namespace goodparts
