// Expected values: scipy 1.10 ndimage.gaussian_filter (repeated edge); PyTorch 1.13 reflection
// padding and a normalised 33-tap Gaussian (mirrored edge).
#include "kernels/blur/blur_maps.h"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/blur/blur_maps_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::pattern;
using testing::uniform_values;

TEST(GaussianBlur, FollowsScipyAlsoWhereTheKernelIsWiderThanTheMap) {
  std::vector<float> map = pattern(35, 37, 101);
  blur_maps({}, map.data(), 1, 7, 5, 1.5, BlurBorder::kRepeatEdge);
  const std::vector<float> expected = {
      0.3916658F, 0.4163688F, 0.4452538F, 0.4538765F, 0.44636F,   0.4282897F, 0.4408548F,
      0.461378F,  0.4732429F, 0.4720435F, 0.4653209F, 0.4665669F, 0.4797952F, 0.4999423F,
      0.5122152F, 0.4817326F, 0.4802977F, 0.4910338F, 0.5183852F, 0.5434982F, 0.4925835F,
      0.4909613F, 0.4956963F, 0.5163761F, 0.5405322F, 0.5204335F, 0.5113699F, 0.4987383F,
      0.4964353F, 0.5047367F, 0.5527164F, 0.5328352F, 0.5015099F, 0.4772498F, 0.4700011F};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(map[i], expected[i], 2e-7F) << i;
  }
}

void expect_corners(const std::vector<float>& map, const std::vector<float>& expected) {
  const std::vector<std::size_t> places = {0, 35, 20 * 36 + 18, 39 * 36, 39 * 36 + 35, 7 * 36 + 30};
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_NEAR(map[places[i]], expected[i], 2e-7F) << i;
  }
}

TEST(GaussianBlur, RepeatedEdgeIsScipysReflect) {
  std::vector<float> map = pattern(40 * 36, 631, 997);
  blur_maps({}, map.data(), 1, 40, 36, 4.0, BlurBorder::kRepeatEdge);
  expect_corners(map, {0.4955476F, 0.4982622F, 0.4974229F, 0.4950441F, 0.5058264F, 0.5020965F});
}

TEST(GaussianBlur, MirroredEdgeIsTorchsReflect) {
  std::vector<float> map = pattern(40 * 36, 631, 997);
  blur_maps({}, map.data(), 1, 40, 36, 4.0, BlurBorder::kMirror);
  expect_corners(map, {0.5053227F, 0.4912158F, 0.4974229F, 0.5017526F, 0.5006001F, 0.4999643F});
}

TEST(GaussianBlur, LeavesAConstantAndASinglePixelAlone) {
  std::vector<float> flat(12, 2.5F);
  blur_maps({}, flat.data(), 1, 3, 4, 4.0, BlurBorder::kMirror);
  for (const float value : flat) {
    EXPECT_FLOAT_EQ(value, 2.5F);
  }
  std::vector<float> pixel = {7.0F};
  blur_maps({}, pixel.data(), 1, 1, 1, 4.0, BlurBorder::kMirror);
  EXPECT_FLOAT_EQ(pixel[0], 7.0F);
}

// Kernels wider than the map, of one value, and of one to four; widths around those of a strip.
TEST(BlurMaps, TheBitsOfTheReference) {
  Context two_threads;
  two_threads.threads = 2;
  for (const auto& [height, width] :
       {std::pair{1, 1}, {1, 7}, {5, 1}, {3, 2}, {16, 17}, {37, 50}, {64, 31}, {33, 48}}) {
    for (const double sigma : {0.1, 0.3, 0.5, 1.0, 4.0, 12.3}) {
      for (const BlurBorder border : {BlurBorder::kRepeatEdge, BlurBorder::kMirror}) {
        constexpr std::int64_t kMaps = 3;
        // One beyond the start, so that rows begin anywhere.
        std::vector<float> found = uniform_values(kMaps * height * width + 1, 7);
        std::vector<float> expected = found;
        blur_maps(two_threads, found.data() + 1, kMaps, height, width, sigma, border);
        blur_maps_reference(expected.data() + 1, kMaps, height, width, sigma, border);
        EXPECT_EQ(found, expected) << height << " x " << width << ", sigma " << sigma;
      }
    }
  }
}

TEST(BlurMaps, NoMaps) { blur_maps({}, nullptr, 0, 3, 3, 1.0, BlurBorder::kMirror); }

}  // namespace
}  // namespace goodparts
