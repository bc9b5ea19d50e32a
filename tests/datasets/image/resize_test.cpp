// Expected values are those of Pillow's Image.resize(…, BILINEAR), printed by
// tests/data/images/make_images.py.
#include "datasets/image/resize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/images.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

Pixels<std::uint8_t> source(int height, int width, int channels) {
  return {height, width, channels, testing::pattern(height, width, channels)};
}

TEST(Resize, ReducesBothSidesAsPillow) {
  EXPECT_THAT(resize_bilinear(source(7, 10, 3), 3, 4).values,
              ElementsAre(47, 118, 174, 81, 152, 157, 116, 167, 107, 141, 192, 118, 133, 171, 115,
                          174, 114, 84, 169, 106, 96, 167, 97, 115, 137, 79, 111, 105, 79, 148, 67,
                          105, 176, 61, 120, 191));
}

TEST(Resize, ReducesRowsAloneAsPillow) {
  EXPECT_THAT(resize_bilinear(source(7, 10, 3), 3, 10).values,
              ElementsAre(32, 103, 174, 47, 118, 189, 62, 133, 149, 78, 149, 165, 93, 164, 180, 108,
                          179, 86, 123, 140, 101, 125, 196, 102, 140, 211, 118, 155, 172, 133, 111,
                          167, 178, 137, 193, 98, 148, 159, 64, 185, 75, 86, 181, 86, 97, 180, 191,
                          81, 142, 47, 103, 198, 103, 99, 160, 125, 121, 159, 64, 120, 190, 60, 76,
                          136, 97, 113, 63, 79, 150, 158, 64, 135, 71, 87, 158, 84, 101, 172, 39,
                          110, 181, 93, 109, 180, 47, 118, 189, 60, 131, 202));
}

TEST(Resize, ReducesColumnsAloneAsPillow) {
  EXPECT_THAT(
      resize_bilinear(source(7, 10, 3), 7, 4).values,
      ElementsAre(11, 82, 153, 36, 107, 178, 63, 134, 205, 88, 159, 230, 53, 124, 195, 89, 160, 200,
                  129, 200, 46, 165, 236, 51, 95, 166, 167, 142, 213, 38, 179, 158, 65, 180, 158,
                  66, 137, 196, 104, 187, 95, 73, 204, 90, 90, 233, 48, 119, 179, 180, 65, 222, 48,
                  108, 144, 61, 132, 71, 84, 155, 160, 33, 104, 99, 67, 138, 30, 101, 172, 40, 111,
                  182, 85, 75, 146, 42, 113, 184, 64, 135, 206, 81, 152, 223));
}

TEST(Resize, ReducesGreyAsPillow) {
  EXPECT_THAT(resize_bilinear(source(7, 10, 1), 2, 3).values,
              ElementsAre(86, 131, 154, 140, 121, 99));
}

TEST(Resize, FloatIsNotRounded) {
  Pixels<float> image{7, 10, 1, {}};
  for (const std::uint8_t value : testing::pattern(7, 10, 1)) {
    image.values.push_back(static_cast<float>(value) * 257.0F / 65535.0F);
  }
  const auto resized = resize_bilinear(image, 2, 3).values;
  const std::vector<float> expected = {0.33914226F, 0.51092875F, 0.60296631F,
                                       0.54843378F, 0.47290415F, 0.38853207F};
  EXPECT_THAT(resized, ::testing::Pointwise(::testing::FloatNear(2e-7F), expected));
}

struct Sums {
  std::int64_t plain = 0;
  std::int64_t weighted = 0;  // Σ (value · index mod 1009): changes with any single value
};

Sums sums_of(const std::vector<std::uint8_t>& values) {
  Sums sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums.plain += values[i];
    sums.weighted += static_cast<std::int64_t>(values[i] * i % 1009);
  }
  return sums;
}

TEST(Resize, EqualsPillowBitByBitOnLargerImages) {
  const Sums reduced = sums_of(resize_bilinear(source(300, 300, 3), 224, 224).values);
  EXPECT_EQ(reduced.plain, 19194991);
  EXPECT_EQ(reduced.weighted, 75756574);
}

TEST(Resize, EnlargesAsPillow) {
  const Sums enlarged = sums_of(resize_bilinear(source(7, 10, 3), 13, 13).values);
  EXPECT_EQ(enlarged.plain, 63230);
  EXPECT_EQ(enlarged.weighted, 249405);
}

TEST(Resize, SameSizeIsTheSameImage) {
  EXPECT_EQ(resize_bilinear(source(7, 10, 3), 7, 10).values, testing::pattern(7, 10, 3));
}

TEST(Resize, OnePixelFillsAnySize) {
  const Pixels<std::uint8_t> image{1, 1, 1, {77}};
  EXPECT_EQ(resize_bilinear(image, 3, 5).values, std::vector<std::uint8_t>(15, 77));
}

}  // namespace
}  // namespace goodparts
