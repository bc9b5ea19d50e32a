// Expected distances: NumPy 1.24 in double precision on two layers of nine images,
//
//   first = ((np.arange(9*3*4*6) * 37) % 1009 / 1009).astype("f4").reshape(9, 3, 4, 6)
//   second = ((np.arange(9*5*2*3) * 53) % 991 / 991).astype("f4").reshape(9, 5, 2, 3)
//   f = np.concatenate([first, second.repeat(2, 2).repeat(2, 3)], 1).reshape(9, 8, 24)
//   x = f[:8, :, p]; d = f[8, :, p] - x.mean(0)
//   distances = np.sqrt(d @ np.linalg.inv(np.cov(x.T) + 0.01 * np.eye(8)) @ d)
#include "methods/padim/aligned_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "kernels/mahalanobis/place_gaussians.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::pattern;

std::vector<FloatArray> maps_of(std::int64_t image) {
  const std::vector<float> first = pattern(9 * 72, 37, 1009);
  const std::vector<float> second = pattern(9 * 30, 53, 991);
  return {{{3, 4, 6}, {first.begin() + image * 72, first.begin() + (image + 1) * 72}},
          {{5, 2, 3}, {second.begin() + image * 30, second.begin() + (image + 1) * 30}}};
}

TEST(PadimEquations, AgreeWithNumpy) {
  std::vector<std::int64_t> channels(8);
  std::iota(channels.begin(), channels.end(), std::int64_t{0});
  std::vector<float> features(9 * 24 * 8);
  for (std::int64_t i = 0; i < 9; ++i) {
    align_features(maps_of(i), channels,
                   std::span(features).subspan(static_cast<std::size_t>(i) * 192, 192));
  }
  PlaceGaussians gaussians = make_place_gaussians(24, 8, 0);
  fit_places({}, std::span(features).first(8 * 192), 8, 0, 24, 0.01, gaussians);
  const std::vector<float> found =
      mahalanobis_distances({}, gaussians, std::span(features).last(192), 1);
  const std::vector<double> expected = {6.58043916, 6.5804392,  9.58334017, 7.54318648, 7.38801396,
                                        7.45541274, 3.89637167, 5.84206042, 6.59747478, 2.68494833,
                                        2.47819158, 2.13313892, 2.83717182, 2.83717181, 3.70233745,
                                        3.05753893, 2.38018689, 2.36140584, 2.84665727, 2.86083399,
                                        3.58772207, 3.03104707, 2.42592632, 2.75879314};
  for (std::size_t place = 0; place < expected.size(); ++place) {
    EXPECT_NEAR(found[place], expected[place], 1e-5 * expected[place]) << place;
  }
}

// The finest layer need not be the first one named.
TEST(AlignFeatures, TakesTheNearestPlaceOfEachAskedChannel) {
  const std::vector<FloatArray> maps = {
      {{1, 1, 2}, {1, 2}}, {{2, 2, 3}, {10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25}}};
  EXPECT_EQ(finest_grid(maps), (GridSize{2, 3}));
  EXPECT_EQ(channel_count(maps), 3);
  std::vector<float> out(12);
  const std::int64_t channels[] = {0, 2};
  align_features(maps, channels, out);
  // Columns ⌊x · 2 / 3⌋: 0, 0, 1.
  EXPECT_THAT(out, ::testing::ElementsAre(1, 20, 1, 21, 2, 22, 1, 23, 1, 24, 2, 25));
}

}  // namespace
}  // namespace goodparts
