#include "kernels/components/components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/base/rng.h"
#include "kernels/components/components_reference.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

TEST(Components, JoinsDiagonalNeighbours) {
  const std::vector<std::uint8_t> mask = {1, 0, 0, 0,  //
                                          0, 1, 0, 1,  //
                                          0, 0, 0, 1};
  const Components found = connected_components({}, mask, 3, 4);
  EXPECT_THAT(found.areas, ElementsAre(2, 2));
  EXPECT_THAT(found.labels, ElementsAre(0, -1, -1, -1, -1, 0, -1, 1, -1, -1, -1, 1));
}

TEST(Components, DoesNotWrapAroundRows) {
  const std::vector<std::uint8_t> mask = {0, 0, 1,  //
                                          1, 0, 0};
  EXPECT_THAT(connected_components({}, mask, 2, 3).areas, ElementsAre(1, 1));
}

TEST(Components, FollowsSpirals) {
  const std::vector<std::uint8_t> mask = {1, 1, 1, 1, 1,  //
                                          0, 0, 0, 0, 1,  //
                                          1, 1, 1, 0, 1,  //
                                          1, 0, 0, 0, 1,  //
                                          1, 1, 1, 1, 1};
  EXPECT_THAT(connected_components({}, mask, 5, 5).areas, ElementsAre(17));
}

TEST(Components, AnyValueButZeroCounts) {
  const std::vector<std::uint8_t> mask = {255, 2, 0};
  EXPECT_THAT(connected_components({}, mask, 1, 3).areas, ElementsAre(2));
}

TEST(Components, EmptyMasksHaveNone) {
  EXPECT_TRUE(connected_components({}, std::vector<std::uint8_t>(6, 0), 2, 3).areas.empty());
  EXPECT_TRUE(connected_components({}, {}, 0, 0).areas.empty());
}

// Sparse to dense, so that runs join late and often; odd sizes, single rows and columns.
TEST(Components, LikeFloodingOnRandomMasks) {
  Rng rng(1, "masks");
  for (const auto& [height, width] :
       {std::pair{1, 1}, {1, 40}, {40, 1}, {7, 9}, {33, 17}, {64, 64}, {50, 101}}) {
    for (const double share : {0.05, 0.3, 0.5, 0.7, 1.0}) {
      std::vector<std::uint8_t> mask;
      for (int p = 0; p < height * width; ++p) {
        mask.push_back(rng.chance(share) ? static_cast<std::uint8_t>(1 + rng.below(255)) : 0);
      }
      const Components found = connected_components({}, mask, height, width);
      const Components expected = connected_components_reference(mask, height, width);
      EXPECT_EQ(found.labels, expected.labels);
      EXPECT_EQ(found.areas, expected.areas);
    }
  }
}

// scipy.ndimage.label(mask, np.ones((3, 3))) on
//   mask = (np.arange(30 * 41) * 631 % 997 < 130).reshape(30, 41)
TEST(Components, AgreesWithScipy) {
  std::vector<std::uint8_t> mask;
  for (std::int64_t i = 0; i < 30 * 41; ++i) {
    mask.push_back(i * 631 % 997 < 130 ? 1 : 0);
  }
  const Components found = connected_components({}, mask, 30, 41);
  EXPECT_EQ(found.areas.size(), 66);
  EXPECT_EQ(*std::max_element(found.areas.begin(), found.areas.end()), 3);
}

}  // namespace
}  // namespace goodparts
