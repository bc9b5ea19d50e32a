// Compared with the plain resizing and smoothing, one after the other, whose own values come from
// PyTorch and scipy (resize_test.cpp, blur_test.cpp).
#include "kernels/maps/anomaly_maps.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "kernels/blur/blur_maps_reference.h"
#include "kernels/resize/resize_maps_reference.h"
#include "tests/support/expect_error.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::uniform_values;

std::vector<std::vector<float>> plain(const std::vector<float>& grids, std::int64_t count,
                                      GridSize grid, const MapStyle& style) {
  std::vector<std::vector<float>> maps;
  for (std::int64_t i = 0; i < count; ++i) {
    const float* const values = grids.data() + i * grid.height * grid.width;
    std::vector<float>& map = maps.emplace_back();
    map.resize(static_cast<std::size_t>(style.size.height * style.size.width));
    if (style.enlarging == Enlarging::kBilinear) {
      resize_maps_bilinear_reference(values, 1, grid, style.size, 1, map.data());
    } else {
      resize_maps_nearest_reference(values, 1, grid, style.size, 1, map.data());
    }
    if (style.sigma > 0.0) {
      blur_maps_reference(map.data(), 1, style.size.height, style.size.width, style.sigma,
                          style.border);
    }
  }
  return maps;
}

TEST(AnomalyMaps, AreResizedThenSmoothed) {
  constexpr std::int64_t kCount = 5;
  Context context;
  context.threads = 2;
  for (const GridSize grid : {GridSize{1, 1}, {7, 5}, {28, 28}, {33, 50}}) {
    const std::vector<float> grids = uniform_values(kCount * grid.height * grid.width, 3);
    for (const GridSize size : {GridSize{33, 50}, {1, 9}, {56, 31}}) {
      for (const MapStyle& style :
           {MapStyle{size}, MapStyle{size, Enlarging::kNearest, 1.7, BlurBorder::kMirror},
            MapStyle{size, Enlarging::kBilinear, 4.0, BlurBorder::kRepeatEdge}}) {
        EXPECT_EQ(anomaly_maps(context, grids.data(), kCount, grid, style),
                  plain(grids, kCount, grid, style));
      }
    }
  }
}

TEST(AnomalyMaps, OfTheInputsSizeAreTakenAsTheyAre) {
  const std::vector<float> grid = {-0.0F, 1e30F, -3.0F, 1e-40F, 5.0F, 0.0F};
  const std::vector<float> map = anomaly_maps({}, grid.data(), 1, {2, 3}, {{2, 3}}).front();
  EXPECT_EQ(map, grid);
  EXPECT_TRUE(std::signbit(map[0]));
}

TEST(AnomalyMaps, OfNothingAreNone) {
  EXPECT_TRUE(anomaly_maps({}, nullptr, 0, {2, 3}, {{4, 4}}).empty());
}

TEST(AnomalyMaps, AreInterrupted) {
  const std::atomic<bool> stop{true};
  Context context;
  context.cancelled = &stop;
  const float value = 1.0F;
  EXPECT_ERROR(anomaly_maps(context, &value, 1, {1, 1}, {{2, 2}}), ErrorKind::kInterrupted,
               "interrupted");
}

}  // namespace
}  // namespace goodparts
