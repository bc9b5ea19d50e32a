// Expected values: torch.nn.functional.interpolate of PyTorch 1.13, mode bilinear
// (align_corners=False) and nearest.
#include "kernels/resize/resize_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/resize/resize_maps_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::FloatNear;
using testing::pattern;
using ::testing::Pointwise;
using testing::uniform_values;

void expect_near(const std::vector<float>& found, const std::vector<float>& expected) {
  EXPECT_THAT(found, Pointwise(FloatNear(1e-6F), expected));
}

TEST(ResizeBilinear, Enlarges) {
  expect_near(
      resize_bilinear(pattern(12, 37, 101), {3, 4}, {5, 7}),
      {0.F,        0.1308345F, 0.3401698F, 0.549505F,  0.6874115F, 0.3253182F, 0.0990099F,
       0.1861386F, 0.3169731F, 0.5263084F, 0.5356436F, 0.5021216F, 0.3685997F, 0.2851486F,
       0.4653466F, 0.596181F,  0.8055162F, 0.5148514F, 0.2241868F, 0.433522F,  0.5643564F,
       0.7445545F, 0.6611032F, 0.5275813F, 0.4940594F, 0.4605375F, 0.3270155F, 0.2435643F,
       0.9306931F, 0.7043847F, 0.3422914F, 0.4801981F, 0.6181046F, 0.2560112F, 0.02970297F});
}

TEST(ResizeBilinear, ReducesWithoutAntialiasing) {
  expect_near(resize_bilinear(pattern(12, 37, 101), {3, 4}, {2, 2}),
              {0.299505F, 0.4071782F, 0.6225247F, 0.355198F});
}

TEST(ResizeBilinear, TreatsChannelsAlike) {
  const std::vector<float> map = pattern(12, 37, 101);
  std::vector<float> doubled;
  for (const float value : map) {
    doubled.insert(doubled.end(), {value, -value});
  }
  const std::vector<float> one = resize_bilinear(map, {3, 4}, {5, 7});
  const std::vector<float> two = resize_bilinear(doubled, {3, 4}, {5, 7}, 2);
  ASSERT_EQ(two.size(), 2 * one.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(two[2 * i], one[i]);
    EXPECT_EQ(two[2 * i + 1], -one[i]);
  }
}

TEST(ResizeBilinear, SpreadsASingleValue) {
  expect_near(resize_bilinear(std::vector<float>{3.0F}, {1, 1}, {2, 3}), {3, 3, 3, 3, 3, 3});
}

std::vector<float> resize_nearest(const std::vector<float>& map, GridSize from, GridSize to) {
  std::vector<float> result(static_cast<std::size_t>(to.height * to.width));
  resize_maps_nearest({}, map.data(), 1, from, to, 1, result.data());
  return result;
}

TEST(ResizeNearest, EnlargesAndReduces) {
  const std::vector<float> map = pattern(12, 37, 101);
  const auto rows = [&](const std::vector<std::size_t>& places) {
    std::vector<float> values;
    for (const std::size_t place : places) {
      values.push_back(map[place]);
    }
    return values;
  };
  EXPECT_EQ(resize_nearest(map, {3, 4}, {5, 7}),
            rows({0, 0, 1, 1, 2, 2, 3, 0, 0, 1, 1, 2, 2, 3, 4,  4,  5, 5,
                  6, 6, 7, 4, 4, 5, 5, 6, 6, 7, 8, 8, 9, 9, 10, 10, 11}));
  EXPECT_EQ(resize_nearest(map, {3, 4}, {2, 3}), rows({0, 1, 2, 4, 5, 6}));
}

TEST(ResizeMaps, TheBitsOfTheReference) {
  Context two_threads;
  two_threads.threads = 2;
  for (const auto& [from, to] : {std::pair{GridSize{1, 1}, GridSize{5, 3}},
                                 {{4, 7}, {4, 7}},
                                 {{13, 9}, {1, 1}},
                                 {{28, 28}, {101, 67}},
                                 {{33, 20}, {17, 41}},
                                 {{50, 50}, {7, 120}}}) {
    for (const std::int64_t channels : {1, 3, 20}) {
      constexpr std::int64_t kMaps = 3;
      const std::vector<float> maps =
          uniform_values(kMaps * from.height * from.width * channels + 1, 3);
      const auto size = static_cast<std::size_t>(kMaps * to.height * to.width * channels);
      std::vector<float> found(size);
      std::vector<float> expected(size);
      resize_maps_bilinear(two_threads, maps.data() + 1, kMaps, from, to, channels, found.data());
      resize_maps_bilinear_reference(maps.data() + 1, kMaps, from, to, channels, expected.data());
      EXPECT_EQ(found, expected);
      resize_maps_nearest(two_threads, maps.data() + 1, kMaps, from, to, channels, found.data());
      resize_maps_nearest_reference(maps.data() + 1, kMaps, from, to, channels, expected.data());
      EXPECT_EQ(found, expected);
    }
  }
}

}  // namespace
}  // namespace goodparts
