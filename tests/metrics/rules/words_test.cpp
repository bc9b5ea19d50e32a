#include "metrics/rules/words.h"

#include <gtest/gtest.h>

namespace goodparts {
namespace {

TEST(Words, BoundsAreRoundedToTheSafeSide) {
  EXPECT_EQ(percent_text(0.04994), "4.99 %");
  EXPECT_EQ(bound_text(0.04991), "5 %");
  EXPECT_EQ(bound_text(0.05), "5 %");
  EXPECT_EQ(bound_text(0.0500001), "5.01 %");
  EXPECT_EQ(bound_text(0.22092219), "22.1 %");
  EXPECT_EQ(bound_text(0.000123401), "0.0124 %");
  EXPECT_EQ(lower_bound_text(0.8329), "83.2 %");
  EXPECT_EQ(lower_bound_text(0.9), "90 %");
  EXPECT_EQ(lower_bound_text(0.99999), "99.9 %");
  for (const double edge : {0.0, 1.0}) {
    EXPECT_EQ(bound_text(edge), percent_text(edge));
    EXPECT_EQ(lower_bound_text(edge), percent_text(edge));
  }
}

TEST(Words, OnePartIsOne) {
  EXPECT_EQ(held_out_text(1), "1 held-out good part");
  EXPECT_EQ(good_parts_text(2), "2 good parts");
  EXPECT_EQ(confidence_text(0.95), "95 % confidence");
}

}  // namespace
}  // namespace goodparts
