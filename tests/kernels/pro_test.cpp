// The streaming sweep against the plain one that sorts everything, and properties of the exact
// curve. Values from NumPy, SciPy and scikit-learn are in tests/metrics/pixels_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/base/rng.h"
#include "kernels/pro/pixel_areas_reference.h"
#include "kernels/pro/pixel_sweep.h"

namespace goodparts {
namespace {

const std::vector<double> kLimits = {0.05, 0.3, 1.0};

struct Pixels {
  std::vector<float> scores;
  std::vector<std::int32_t> regions;
  std::int64_t count() const { return std::ssize(scores); }
};

// Scores in `step`s (0: continuous); a share of the pixels in 5 regions.
Pixels drawn(std::uint64_t seed, std::int64_t count, double step, double share) {
  Rng rng(seed, "pixels");
  Pixels pixels;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool defective = i < 5 || rng.chance(share);
    const double score = rng.normal(defective ? 1.0 : 0.0, 1.0);
    pixels.regions.push_back(
        defective ? static_cast<std::int32_t>(i < 5 ? i : rng.below(rng.below(5) + 1)) : -1);
    pixels.scores.push_back(
        static_cast<float>(step > 0.0 ? step * std::floor(score / step) : score));
  }
  return pixels;
}

void expect_equal(const PixelAreas& found, const PixelAreas& expected) {
  EXPECT_EQ(found.good, expected.good);
  EXPECT_EQ(found.defective, expected.defective);
  EXPECT_NEAR(found.auroc, expected.auroc, 1e-12);
  EXPECT_NEAR(found.average_precision, expected.average_precision, 1e-12);
  ASSERT_EQ(found.aupro.size(), expected.aupro.size());
  for (std::size_t i = 0; i < found.aupro.size(); ++i) {
    EXPECT_NEAR(found.aupro[i], expected.aupro[i], 1e-12) << i;
  }
}

TEST(PixelSweep, EqualsSortingEverything) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (const double step : {0.0, 0.01, 1.0, 100.0}) {
      for (const double share : {0.0, 0.02, 0.6}) {
        const Pixels pixels = drawn(seed, 4000 + static_cast<std::int64_t>(seed), step, share);
        expect_equal(
            pixel_areas(pixels.scores.data(), pixels.regions.data(), pixels.count(), 5, kLimits),
            pixel_areas_reference(pixels.scores.data(), pixels.regions.data(), pixels.count(), 5,
                                  kLimits));
      }
    }
  }
}

void expect_same_bits(const PixelAreas& a, const PixelAreas& b) {
  EXPECT_EQ(a.auroc, b.auroc);
  EXPECT_EQ(a.average_precision, b.average_precision);
  EXPECT_EQ(a.aupro, b.aupro);
  ASSERT_EQ(a.curve.size(), b.curve.size());
  for (std::size_t i = 0; i < a.curve.size(); ++i) {
    EXPECT_EQ(a.curve[i].x, b.curve[i].x);
    EXPECT_EQ(a.curve[i].y, b.curve[i].y);
    EXPECT_EQ(a.curve[i].threshold, b.curve[i].threshold);
  }
}

TEST(PixelSweep, TheSameBitsWhateverTheOrderOfGoodPixels) {
  const Pixels pixels = drawn(3, 200000, 0.0, 0.05);
  Pixels turned;  // good pixels backwards and after the others
  for (std::size_t i = 0; i < pixels.scores.size(); ++i) {
    if (pixels.regions[i] >= 0) {
      turned.scores.push_back(pixels.scores[i]);
      turned.regions.push_back(pixels.regions[i]);
    }
  }
  for (std::size_t i = pixels.scores.size(); i-- > 0;) {
    if (pixels.regions[i] < 0) {
      turned.scores.push_back(pixels.scores[i]);
      turned.regions.push_back(-1);
    }
  }
  expect_same_bits(
      pixel_areas(turned.scores.data(), turned.regions.data(), turned.count(), 5, kLimits),
      pixel_areas(pixels.scores.data(), pixels.regions.data(), pixels.count(), 5, kLimits));
}

// Whether pages of the histogram are lists or tables, and so how much memory they take, is not
// seen; 1.1 million defective pixels are more than one chunk.
TEST(PixelSweep, TheSameBitsHoweverPixelsAreCounted) {
  Rng rng(5, "pixels");
  std::vector<float> scores;
  for (int i = 0; i < 1200000; ++i) {
    scores.push_back(static_cast<float>(rng.normal()));
  }
  const auto areas_with = [&](std::int64_t dense_from) {
    PixelSweep sweep(Device::kCpu, dense_from);
    sweep.add_region(500000);
    sweep.add_region(600000);
    sweep.add_good(scores.data() + 1100000, 100000);
    sweep.add_defective(scores.data(), 500000, 0);
    sweep.add_defective(scores.data() + 500000, 600000, 1);
    return sweep.areas(kLimits);
  };
  const PixelAreas lists = areas_with(KeyHistogram::kDenseFrom);
  expect_same_bits(areas_with(0), lists);
  expect_same_bits(areas_with(200), lists);
  std::vector<std::int32_t> regions(1200000, -1);
  std::fill_n(regions.begin(), 500000, 0);
  std::fill_n(regions.begin() + 500000, 600000, 1);
  expect_equal(lists, pixel_areas_reference(scores.data(), regions.data(), 1200000, 2, kLimits));
}

TEST(PixelSweep, MonotoneMapsChangeNothing) {
  Pixels pixels = drawn(4, 3000, 0.25, 0.2);
  const PixelAreas plain =
      pixel_areas(pixels.scores.data(), pixels.regions.data(), pixels.count(), 5, kLimits);
  for (float& score : pixels.scores) {
    score = std::exp(score) * 1e-30F;
  }
  const PixelAreas mapped =
      pixel_areas(pixels.scores.data(), pixels.regions.data(), pixels.count(), 5, kLimits);
  EXPECT_EQ(mapped.auroc, plain.auroc);
  EXPECT_EQ(mapped.average_precision, plain.average_precision);
  EXPECT_EQ(mapped.aupro, plain.aupro);
}

// By hand: the diagonal, whose area up to L over L is L / 2.
TEST(PixelSweep, AllEqual) {
  const std::vector<float> scores(10, -3.0F);
  const std::vector<std::int32_t> regions = {0, -1, 0, 1, -1, -1, -1, -1, -1, -1};
  const PixelAreas areas = pixel_areas(scores.data(), regions.data(), 10, 2, kLimits);
  EXPECT_EQ(areas.auroc, 0.5);
  EXPECT_DOUBLE_EQ(areas.average_precision, 0.3);
  EXPECT_NEAR(areas.aupro[0], 0.025, 1e-15);
  EXPECT_NEAR(areas.aupro[1], 0.15, 1e-15);
  EXPECT_NEAR(areas.aupro[2], 0.5, 1e-15);
}

// Ten good pixels; the third ties with half of the region exactly at 0.30. By hand: PRO is 1/2 up
// to 0.2 and rises to 1 at 0.3.
TEST(PixelSweep, TieAtTheLimit) {
  const std::vector<float> scores = {9, 5, 8, 7, 5, 1, 1, 1, 1, 1, 1, 1};
  const std::vector<std::int32_t> regions = {0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  const PixelAreas areas = pixel_areas(scores.data(), regions.data(), 12, 1, {0.3});
  EXPECT_NEAR(areas.aupro[0], (0.1 + 0.075) / 0.3, 1e-12);
  EXPECT_EQ(areas.curve.back().x, 0.3);
  EXPECT_NEAR(areas.curve.back().y, 1.0, 1e-12);
}

TEST(PixelSweep, UndefinedWithoutRegionsOrWithoutGoodPixels) {
  const float scores[] = {1.0F, 2.0F};
  const std::int32_t none[] = {-1, -1};
  const std::int32_t all[] = {0, 0};
  for (const PixelAreas& areas :
       {pixel_areas(scores, none, 2, 0, kLimits), pixel_areas(scores, all, 2, 1, kLimits),
        pixel_areas(nullptr, nullptr, 0, 0, kLimits)}) {
    EXPECT_TRUE(std::isnan(areas.auroc));
    EXPECT_TRUE(std::isnan(areas.average_precision));
    EXPECT_THAT(areas.aupro, ::testing::Each(::testing::IsNan()));
    EXPECT_TRUE(areas.curve.empty());
  }
}

TEST(FirstNotFinite, FindsTheFirst) {
  std::vector<float> values(10001, 1.0F);
  values[5] = std::numeric_limits<float>::max();
  EXPECT_EQ(first_not_finite(values.data() + 1, 10000), -1);
  EXPECT_EQ(first_not_finite(nullptr, 0), -1);
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    values[10000] = bad;
    EXPECT_EQ(first_not_finite(values.data() + 1, 10000), 9999);
    values[4097] = bad;
    EXPECT_EQ(first_not_finite(values.data() + 1, 10000), 4096);
    values[4097] = 0.0F;
  }
}

}  // namespace
}  // namespace goodparts
