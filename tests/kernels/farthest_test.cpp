// What blocks of the GPU's coreset selection exchange, and how its points lie.
#include "kernels/coreset/farthest.h"

#include <gtest/gtest.h>

#include <set>

namespace goodparts {
namespace {

TEST(FarthestKey, OrdersByDistanceThenByTheLowerRow) {
  EXPECT_GT(farthest_key(1e-45F, 9), farthest_key(0.0F, 0));
  EXPECT_GT(farthest_key(3.0F, 2147483646U), farthest_key(2.0F, 0));
  EXPECT_GT(farthest_key(3.0F, 4), farthest_key(3.0F, 5));
  EXPECT_GT(farthest_key(0.0F, 2147483646U), 1U);  // 0 and 1 stand for no point
}

TEST(FarthestKey, KeepsDistanceAndRow) {
  const std::uint64_t key = farthest_key(7.5F, 123456);
  EXPECT_EQ(farthest_distance(key), 7.5F);
  EXPECT_EQ(farthest_row(key), 123456U);
}

TEST(TiledOffset, GivesEachFourFloatsAPlaceOfTheirOwn) {
  std::set<std::int64_t> places;
  for (std::int64_t row = 0; row < 96; ++row) {
    for (std::int64_t quad = 0; quad < 8; ++quad) {
      const std::int64_t place = tiled_offset(row, quad, 8);
      EXPECT_EQ(place % 4, 0);
      places.insert(place);
    }
  }
  EXPECT_EQ(places.size(), 96U * 8U);
  EXPECT_EQ(*places.rbegin(), 96 * 32 - 4);
  EXPECT_EQ(tiled_offset(33, 2, 8), (8 + 2) * 128 + 4);  // tile 1, second lane
}

}  // namespace
}  // namespace goodparts
