#include "metrics/pixel/image_pass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using testing::formula_maps;
using testing::Maps;

TEST(ImagePass, VisitsImagesInOrderOnTheCallingThread) {
  for (const int threads : {1, 2, 3}) {
    const Maps maps(formula_maps().images(), threads == 3);
    const std::thread::id caller = std::this_thread::get_id();
    std::vector<std::int64_t> seen;
    for_each_image(maps, threads, [&](CheckedImage& image) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_EQ(image.pixels.scores, maps.images()[static_cast<std::size_t>(image.index)].scores);
      EXPECT_EQ(image.good(), image.index == 0 || image.index == 5);
      seen.push_back(image.index);
    });
    EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_EQ(maps.reads(), 6);
  }
}

TEST(ImagePass, StopsReadingWhenTheVisitorThrows) {
  for (const int threads : {1, 2, 3}) {
    const Maps maps(std::vector<PixelImage>(50, PixelImage{1, 1, {1.0F}, {0}}), threads == 3);
    EXPECT_THROW(
        for_each_image(maps, threads, [](CheckedImage&) { throw std::runtime_error("enough"); }),
        std::runtime_error);
    EXPECT_LE(maps.reads(), 4);  // one more handed over, one more read by each thread
  }
}

TEST(ImagePass, HandsOverImagesReadBeforeAnErrorAndThenTheError) {
  std::vector<PixelImage> images(3, PixelImage{1, 1, {1.0F}, {0}});
  images.push_back(PixelImage{2, 2, {1.0F}, {0}});
  for (const int threads : {1, 2, 3}) {
    int seen = 0;
    EXPECT_THROW(
        for_each_image(Maps(images, threads == 3), threads, [&](CheckedImage&) { ++seen; }),
        std::runtime_error);
    EXPECT_EQ(seen, 3);
  }
}

// Readers overtake each other; the order of images stays.
TEST(ImagePass, ManyImagesFromTwoReaders) {
  std::vector<PixelImage> images;
  for (int k = 0; k < 500; ++k) {
    const int side = 1 + k * 37 % 60;
    images.push_back({side, side, std::vector<float>(static_cast<std::size_t>(side * side)),
                      std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 1)});
  }
  std::int64_t expected = 0;
  for_each_image(Maps(images, true), 2, [&](CheckedImage& image) {
    EXPECT_EQ(image.index, expected);
    EXPECT_EQ(image.pixels.height, 1 + expected * 37 % 60);
    ++expected;
  });
  EXPECT_EQ(expected, 500);
}

TEST(ImagePass, GoodStretchesAreWhatIsLeftBetweenRegions) {
  const CheckedImage image = checked_image(
      PixelImage{2, 5, std::vector<float>(10, 0.0F), {1, 1, 0, 0, 1, 0, 0, 0, 1, 0}}, 0);
  std::vector<std::pair<std::int64_t, std::int64_t>> stretches;
  for_each_good_stretch(image, [&](std::int64_t begin, std::int64_t length) {
    stretches.emplace_back(begin, length);
  });
  EXPECT_THAT(stretches, ElementsAre(std::pair(2, 2), std::pair(5, 3), std::pair(9, 1)));
}

}  // namespace
}  // namespace goodparts
