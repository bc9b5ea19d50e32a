#include "metrics/components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goodparts {
namespace {

using ::testing::ElementsAre;

TEST(Components, JoinsDiagonalNeighbours) {
  const std::vector<std::uint8_t> mask = {1, 0, 0, 0,  //
                                          0, 1, 0, 1,  //
                                          0, 0, 0, 1};
  const Components found = connected_components(mask, 3, 4);
  EXPECT_THAT(found.areas, ElementsAre(2, 2));
  EXPECT_THAT(found.labels, ElementsAre(0, -1, -1, -1, -1, 0, -1, 1, -1, -1, -1, 1));
}

TEST(Components, DoesNotWrapAroundRows) {
  const std::vector<std::uint8_t> mask = {0, 0, 1,  //
                                          1, 0, 0};
  EXPECT_THAT(connected_components(mask, 2, 3).areas, ElementsAre(1, 1));
}

TEST(Components, FollowsSpirals) {
  const std::vector<std::uint8_t> mask = {1, 1, 1, 1, 1,  //
                                          0, 0, 0, 0, 1,  //
                                          1, 1, 1, 0, 1,  //
                                          1, 0, 0, 0, 1,  //
                                          1, 1, 1, 1, 1};
  EXPECT_THAT(connected_components(mask, 5, 5).areas, ElementsAre(17));
}

TEST(Components, AnyValueButZeroCounts) {
  const std::vector<std::uint8_t> mask = {255, 2, 0};
  EXPECT_THAT(connected_components(mask, 1, 3).areas, ElementsAre(2));
}

TEST(Components, EmptyMasksHaveNone) {
  EXPECT_TRUE(connected_components(std::vector<std::uint8_t>(6, 0), 2, 3).areas.empty());
  EXPECT_TRUE(connected_components({}, 0, 0).areas.empty());
}

}  // namespace
}  // namespace goodparts
