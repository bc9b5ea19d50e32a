#include "metrics/pixel/score_moments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/pixel/pixels.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using testing::Maps;

// The whole numbers 1 … n, whose mean is (n + 1) / 2 and variance (n² − 1) / 12, a million away
// from zero: there naive sums of squares lose every digit.
TEST(ScoreMoments, ClosedFormFarFromZero) {
  ScoreMoments moments;
  std::vector<float> part;
  for (int i = 1; i <= 1000; ++i) {
    part.push_back(1e6F + static_cast<float>(i));
    if (i % 7 == 0 || i == 1000) {
      moments.add(part);
      part.clear();
    }
  }
  moments.add({});
  EXPECT_EQ(moments.count(), 1000);
  EXPECT_NEAR(moments.mean(), 1e6 + 500.5, 1e-8);
  EXPECT_NEAR(moments.deviation(), std::sqrt(999999.0 / 12.0), 1e-9);
  EXPECT_NEAR(moments.threshold(), 1e6 + 500.5 + 3.0 * std::sqrt(999999.0 / 12.0), 1e-7);
}

TEST(ScoreMoments, UndefinedWithoutPixels) {
  EXPECT_TRUE(std::isnan(ScoreMoments().mean()));
  EXPECT_TRUE(std::isnan(ScoreMoments().threshold()));
}

// numpy 1.24: tests/data/metrics/golden_pixels.py.
TEST(ScoreMoments, SegF1AgreesWithNumPy) {
  const Maps maps = testing::fine_maps();
  const ScoreMoments moments = calibration_moments(Maps({maps.images()[0]}), 2);
  EXPECT_NEAR(moments.threshold(), 1.3655620214193285, 1e-13);
  PixelOptions options;
  options.thresholds = {moments.threshold()};
  const PixelMetrics metrics = pixel_metrics(maps, options);
  EXPECT_EQ(metrics.at_thresholds[0].tp, 480);
  EXPECT_EQ(metrics.at_thresholds[0].fp, 0);
  EXPECT_NEAR(metrics.at_thresholds[0].f1(), 0.41237113402061853, 1e-15);
  EXPECT_NEAR(metrics.oracle_f1.f1(), 0.7688207861425717, 1e-15);
}

TEST(ScoreMoments, RefusesDefectsInCalibration) {
  const Maps maps = testing::formula_maps();
  try {
    calibration_moments(maps);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("image 1 of the calibration maps"));
  }
}

}  // namespace
}  // namespace goodparts
