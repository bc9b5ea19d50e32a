#include "metrics/pixel/aupimo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "metrics/pixel/pixels.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using testing::fine_maps;
using testing::formula_maps;
using ::testing::HasSubstr;
using testing::mapped;
using testing::Maps;

void expect_values(const Aupimo& result, const std::vector<double>& expected) {
  EXPECT_EQ(result.undefined_because, "");
  ASSERT_EQ(result.images.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(result.images[i].value, expected[i], 1e-12) << i;
  }
}

// Expected values: tests/data/metrics/golden_pixels.py (NumPy 1.24), which averages the rates of
// good images of different sizes at every distinct score.
TEST(Aupimo, AgreesWithNumPy) {
  expect_values(aupimo(fine_maps(), {1e-3, 1e-1}), {0.6463977775257219, 0.6458457219235111});
  expect_values(aupimo(fine_maps(), {2e-2, 3e-1}, 2), {0.7287135440508361, 0.7276455935803267});
  const Aupimo ties = aupimo(formula_maps(), {2e-2, 3e-1});
  expect_values(ties,
                {0.37675278441128585, 0.4379024958510938, 0.41076039730561204, 0.4283500383103502});
  EXPECT_EQ(ties.good_images, 2);
  EXPECT_EQ(ties.images[0].index, 1);
  EXPECT_NEAR(ties.smallest_rate, 0.013392857142857144, 1e-15);
  EXPECT_NEAR(
      ties.mean,
      (0.37675278441128585 + 0.4379024958510938 + 0.41076039730561204 + 0.4283500383103502) / 4.0,
      1e-12);
  EXPECT_NEAR(ties.median, (0.41076039730561204 + 0.4283500383103502) / 2.0, 1e-12);
}

// Large enough that pixels which cannot matter are dropped on the way: 30 images of 90,000 pixels,
// defective ones among them. Each value is also what 300 thresholds spaced evenly between the
// scores at the bounds give, the way of the authors' code.
Maps large_maps() {
  Rng rng(3, "aupimo");
  std::vector<PixelImage> images;
  for (int k = 0; k < 30; ++k) {
    PixelImage image{300, 300, {}, std::vector<std::uint8_t>(90000, 0)};
    for (int p = 0; p < 90000; ++p) {
      const bool defective = k % 6 == 2 && p % 300 > 200 && p > 60000;
      image.mask[static_cast<std::size_t>(p)] = defective ? 1 : 0;
      image.scores.push_back(
          static_cast<float>(rng.normal(defective ? 3.0 + 0.1 * k : 0.0, 1.0 + 0.002 * k)));
    }
    images.push_back(std::move(image));
  }
  return Maps(std::move(images));
}

TEST(Aupimo, AgreesWithSortingEverythingAndWithSampledThresholds) {
  const Maps maps = large_maps();
  std::vector<float> good;
  for (const PixelImage& image : maps.images()) {
    if (std::count(image.mask.begin(), image.mask.end(), 1) == 0) {
      good.insert(good.end(), image.scores.begin(), image.scores.end());
    }
  }
  std::sort(good.begin(), good.end(), std::greater<>());
  const auto total = static_cast<double>(good.size());
  const auto rate_of = [&](float threshold) {
    return static_cast<double>(
               std::upper_bound(good.begin(), good.end(), threshold, std::greater<>()) -
               good.begin()) /
           total;
  };
  const Aupimo result = aupimo(maps);
  ASSERT_EQ(result.images.size(), 5);
  EXPECT_EQ(result.good_images, 25);
  EXPECT_DOUBLE_EQ(result.smallest_rate, 1.0 / total);
  for (const AupimoImage& one : result.images) {
    const PixelImage& image = maps.images()[static_cast<std::size_t>(one.index)];
    std::vector<float> defect;
    for (std::size_t p = 0; p < image.scores.size(); ++p) {
      if (image.mask[p] != 0) {
        defect.push_back(image.scores[p]);
      }
    }
    const auto recall_of = [&](float threshold) {
      return static_cast<double>(std::count_if(defect.begin(), defect.end(),
                                               [&](float score) { return score >= threshold; })) /
             static_cast<double>(defect.size());
    };
    const float low = good[static_cast<std::size_t>(1e-4 * total)];
    const float high = good[static_cast<std::size_t>(1e-5 * total) - 1];
    double area = 0.0;
    double first_x = 0.0;
    double x = 0.0;
    double y = 0.0;
    for (int i = 0; i < 3000; ++i) {
      const float threshold = high + (low - high) * static_cast<float>(i) / 2999.0F;
      const double next_x = std::log(rate_of(threshold));
      const double next_y = recall_of(threshold);
      area += i > 0 ? (next_x - x) * (next_y + y) / 2.0 : 0.0;
      first_x = i > 0 ? first_x : next_x;
      x = next_x;
      y = next_y;
    }
    EXPECT_NEAR(one.value, area / (x - first_x), 0.003) << one.index;
    EXPECT_GT(one.value, 0.05);
    EXPECT_LT(one.value, 0.95);
  }
  // The same images, the defective ones first: nothing can be dropped before good ones come.
  Maps turned = maps;
  std::stable_partition(turned.images().begin(), turned.images().end(), [](const auto& image) {
    return std::count(image.mask.begin(), image.mask.end(), 1) > 0;
  });
  const Aupimo other = aupimo(turned);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(other.images[i].value, result.images[i].value, 1e-13);
  }
}

TEST(Aupimo, MonotoneMapsChangeNothing) {
  const Aupimo plain = aupimo(fine_maps(), {1e-3, 1e-1});
  const Aupimo bent =
      aupimo(mapped(fine_maps(), [](float x) { return std::exp(3.0F * x); }), {1e-3, 1e-1});
  ASSERT_EQ(bent.images.size(), plain.images.size());
  for (std::size_t i = 0; i < plain.images.size(); ++i) {
    EXPECT_EQ(bent.images[i].value, plain.images[i].value);
  }
}

// By hand. Defects above every good pixel are found at any rate, those below all never.
TEST(Aupimo, PerfectAndWorstMaps) {
  const auto above = [](float offset) {
    Maps maps = fine_maps();
    for (PixelImage& image : maps.images()) {
      for (std::size_t p = 0; p < image.scores.size(); ++p) {
        image.scores[p] += image.mask[p] != 0 ? offset : 0.0F;
      }
    }
    return aupimo(maps, {1e-3, 1e-1});
  };
  EXPECT_NEAR(above(10.0F).mean, 1.0, 1e-12);
  EXPECT_NEAR(above(10.0F).median, 1.0, 1e-12);
  EXPECT_EQ(above(-10.0F).mean, 0.0);
}

TEST(Aupimo, UndefinedWhereTheLowerBoundCannotBeResolved) {
  const Aupimo few = aupimo(fine_maps());  // 14,400 good pixels
  EXPECT_THAT(few.undefined_because, HasSubstr("takes at least 100000 good pixels"));
  EXPECT_TRUE(std::isnan(few.mean));
  EXPECT_TRUE(std::isnan(few.median));
  ASSERT_EQ(few.images.size(), 2);
  EXPECT_TRUE(std::isnan(few.images[0].value));
  const Aupimo equal = aupimo(mapped(fine_maps(), [](float) { return 1.0F; }), {1e-3, 1e-1});
  EXPECT_THAT(equal.undefined_because, HasSubstr("is already 1 of their pixels"));
  const PixelImage good{1, 3, {1, 2, 3}, {0, 0, 0}};
  const PixelImage bad{1, 3, {1, 2, 3}, {1, 0, 0}};
  EXPECT_EQ(aupimo(Maps({good})).undefined_because, "there are no images with defective pixels");
  EXPECT_EQ(aupimo(Maps({bad})).undefined_because, "there are no good images with a map");
  EXPECT_EQ(aupimo(Maps({})).undefined_because, "there are no good images with a map");
}

TEST(Aupimo, ComesWithTheOtherMetricsOfOneReading) {
  PixelOptions options;
  options.aupimo = true;
  const Maps maps = large_maps();
  const PixelMetrics metrics = pixel_metrics(maps, options);
  ASSERT_TRUE(metrics.aupimo.has_value());
  EXPECT_EQ(metrics.aupimo->mean, aupimo(maps).mean);
}

}  // namespace
}  // namespace goodparts
