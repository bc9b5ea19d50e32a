#include "metrics/uncertainty/pixel_bootstrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "kernels/pro/pixel_areas.h"
#include "metrics/uncertainty/resampling.h"
#include "tests/metrics/uncertainty/pixel_images.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<double> kLimits{0.05, 0.3};

// 24 images of 60 pixels, scores with many ties; every third has one to three regions.
std::vector<RegionImage> some_images() {
  Rng rng(4, "images");
  std::vector<RegionImage> images;
  for (int i = 0; i < 24; ++i) {
    images.push_back(draw_image(rng, 60, i % 3 == 0 ? 1 + i % 2 + i % 4 / 2 : 0, 7, 1.2, 0.5));
    for (float& score : images.back().scores) {
      score = std::round(score * 10.0F) / 10.0F;
    }
  }
  return images;
}

std::vector<ImagePixelCounts> count_all(const std::vector<RegionImage>& images,
                                        const PixelBins& bins) {
  std::vector<ImagePixelCounts> counts;
  for (const RegionImage& image : images) {
    counts.push_back(count_pixels(image, bins));
  }
  return counts;
}

// All pixels of the drawn images, one by one, through the kernel of the exact metrics.
PixelAreas exact_areas(const std::vector<RegionImage>& images, const Resampling& resampling,
                       const Resampling::Weights& weights) {
  std::vector<float> scores;
  std::vector<std::int32_t> regions;
  std::int32_t count = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (int k = 0; k < weights[resampling.unit_of(static_cast<std::int64_t>(i))]; ++k) {
      scores.insert(scores.end(), images[i].scores.begin(), images[i].scores.end());
      for (const std::int32_t region : images[i].regions) {
        regions.push_back(region < 0 ? -1 : region + count);
      }
      count += images[i].region_count;
    }
  }
  return pixel_areas(scores.data(), regions.data(), std::ssize(scores), count, kLimits);
}

Resampling resampling_of(const std::vector<RegionImage>& images) {
  std::vector<std::int8_t> labels;
  for (const RegionImage& image : images) {
    labels.push_back(image.region_count > 0 ? 1 : 0);
  }
  return Resampling(labels);
}

TEST(PixelBootstrap, BinOfEachScoreGivesExactMetrics) {
  const std::vector<RegionImage> images = some_images();
  const PixelValues binned = binned_pixel_values(count_all(images, exact_bins(images)), kLimits);
  const Resampling resampling = resampling_of(images);
  const PixelAreas exact =
      exact_areas(images, resampling, Resampling::Weights(resampling.units(), 1));
  EXPECT_NEAR(binned.auroc, exact.auroc, 1e-14);
  EXPECT_NEAR(binned.average_precision, exact.average_precision, 1e-14);
  EXPECT_NEAR(binned.aupro[0], exact.aupro[0], 1e-14);
  EXPECT_NEAR(binned.aupro[1], exact.aupro[1], 1e-14);
}

// Each replicate computed from the drawn images' pixels themselves.
TEST(PixelBootstrap, ReplicatesAreMetricsOfTheDrawnImages) {
  const std::vector<RegionImage> images = some_images();
  Context context;
  context.seed = 8;
  const Resampling resampling = resampling_of(images);
  std::vector<std::vector<double>> replicates(4);
  for (std::uint64_t r = 0; r < 60; ++r) {
    Rng rng = context.rng("bootstrap", r);
    Resampling::Weights weights;
    resampling.draw(rng, weights);
    const PixelAreas exact = exact_areas(images, resampling, weights);
    replicates[0].push_back(exact.auroc);
    replicates[1].push_back(exact.average_precision);
    replicates[2].push_back(exact.aupro[0]);
    replicates[3].push_back(exact.aupro[1]);
  }
  const PixelEstimates e =
      bootstrap_pixels(context, count_all(images, exact_bins(images)), kLimits, {}, {60, 0.95});
  const PixelEstimate* const all[] = {&e.auroc, &e.average_precision, &e.aupro[0], &e.aupro[1]};
  for (std::size_t m = 0; m < 4; ++m) {
    const BootstrapEstimate expected = bootstrap_interval(all[m]->binned, replicates[m], 0.0);
    EXPECT_EQ(all[m]->estimate.value, all[m]->binned);
    EXPECT_NEAR(all[m]->estimate.percentile.low, expected.percentile.low, 1e-12) << m;
    EXPECT_NEAR(all[m]->estimate.percentile.high, expected.percentile.high, 1e-12) << m;
    EXPECT_NEAR(all[m]->estimate.standard_error, expected.standard_error, 1e-12) << m;
    EXPECT_THAT(all[m]->estimate.caveat, HasSubstr("Only 8 images with defects"));
  }
}

TEST(PixelBootstrap, IntervalsLieAboutTheExactValue) {
  const std::vector<RegionImage> images = some_images();
  const auto coarse = count_all(images, PixelBins({-0.5F, 0.5F, 1.5F}));
  Context context;
  const PixelEstimates binned = bootstrap_pixels(context, coarse, kLimits, {}, {200, 0.95});
  PixelValues exact = binned_pixel_values(coarse, kLimits);
  exact.auroc += 0.02;
  exact.aupro[1] -= 0.005;
  exact.average_precision = kUndefined;
  const PixelEstimates moved = bootstrap_pixels(context, coarse, kLimits, exact, {200, 0.95});
  EXPECT_EQ(moved.auroc.estimate.value, exact.auroc);
  EXPECT_EQ(moved.auroc.binned, binned.auroc.binned);
  EXPECT_NEAR(moved.auroc.estimate.percentile.low, binned.auroc.estimate.percentile.low + 0.02,
              1e-12);
  EXPECT_NEAR(moved.auroc.estimate.bca.high, binned.auroc.estimate.bca.high + 0.02, 1e-12);
  EXPECT_THAT(moved.auroc.estimate.caveat, HasSubstr("from binned scores"));
  EXPECT_NEAR(moved.aupro[1].estimate.percentile.low,
              binned.aupro[1].estimate.percentile.low - 0.005, 1e-12);
  EXPECT_EQ(moved.average_precision.estimate.value, binned.average_precision.binned);
}

TEST(PixelBootstrap, ChosenBinsAreFineEnough) {
  Rng rng(6, "many pixels");
  std::vector<RegionImage> images;
  std::vector<float> good;
  std::vector<float> defective;
  for (int i = 0; i < 40; ++i) {
    images.push_back(draw_image(rng, 5000, i % 2, 50, 3.0, 0.2));
    for (std::size_t k = 0; k < images.back().scores.size(); ++k) {
      (images.back().regions[k] < 0 ? good : defective).push_back(images.back().scores[k]);
    }
  }
  const PixelBins bins = choose_pixel_bins(good, defective);
  EXPECT_LE(bins.size(), kPixelBins);
  const PixelValues binned = binned_pixel_values(count_all(images, bins), kLimits);
  const Resampling resampling = resampling_of(images);
  const PixelAreas exact =
      exact_areas(images, resampling, Resampling::Weights(resampling.units(), 1));
  // No bin holds more than 1/512 of the good pixels: pairs in one bin are at most so many, and a
  // tie is off by a half.
  EXPECT_NEAR(binned.auroc, exact.auroc, 1.0 / 1024.0);
  EXPECT_NEAR(binned.average_precision, exact.average_precision, 2e-3);
  EXPECT_NEAR(binned.aupro[0], exact.aupro[0], 2e-4);
  EXPECT_NEAR(binned.aupro[1], exact.aupro[1], 2e-4);
}

TEST(PixelBootstrap, ThreadsChangeNothing) {
  const std::vector<RegionImage> images = some_images();
  const auto counts = count_all(images, exact_bins(images));
  Context one;
  Context three;
  three.threads = 3;
  const PixelEstimates a = bootstrap_pixels(one, counts, kLimits, {}, {100, 0.95});
  const PixelEstimates b = bootstrap_pixels(three, counts, kLimits, {}, {100, 0.95});
  EXPECT_EQ(a.aupro[0].estimate.bca.low, b.aupro[0].estimate.bca.low);
  EXPECT_EQ(a.auroc.estimate.standard_error, b.auroc.estimate.standard_error);
}

TEST(PixelBootstrap, UndefinedWithoutDefects) {
  std::vector<RegionImage> images = some_images();
  std::erase_if(images, [](const RegionImage& image) { return image.region_count > 0; });
  const PixelEstimates e =
      bootstrap_pixels({}, count_all(images, exact_bins(images)), kLimits, {}, {20, 0.95});
  EXPECT_TRUE(std::isnan(e.auroc.estimate.value));
  EXPECT_TRUE(std::isnan(e.aupro[0].estimate.interval.low));
  EXPECT_THAT(e.auroc.estimate.caveat, HasSubstr("Not defined"));
  EXPECT_TRUE(std::isnan(bootstrap_pixels({}, {}, kLimits, {}, {20, 0.95}).auroc.binned));
}

TEST(PixelBootstrap, CountsThatDoNotFitAreRefused) {
  std::vector<ImagePixelCounts> images(2);
  images[0].good = {1, 2, 3};
  images[1].good = {1, 2};
  try {
    bootstrap_pixels({}, images, kLimits, {}, {20, 0.95});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("image 1: 2 good"));
  }
}

TEST(PixelBins, FindTheBinOfEachScore) {
  Rng rng(12, "bins");
  for (int round = 0; round < 30; ++round) {
    std::vector<float> edges;
    for (std::int64_t i = 1 + rng.below(300); i > 0; --i) {  // most within an octave, some far away
      edges.push_back(static_cast<float>(0.5 + 0.01 * rng.uniform()));
      edges.push_back(static_cast<float>(rng.normal() * std::pow(10.0, rng.uniform(-20.0, 20.0))));
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    const PixelBins bins(edges);
    const auto check = [&](float score) {
      ASSERT_EQ(bins.bin_of(score),
                std::upper_bound(edges.begin(), edges.end(), score) - edges.begin())
          << score;
    };
    for (const float edge : edges) {
      check(edge);
      check(std::nextafter(edge, 1e30F));
      check(std::nextafter(edge, -1e30F));
    }
    for (int i = 0; i < 200; ++i) {
      check(static_cast<float>(0.5 + 0.01 * rng.uniform()));
    }
    check(0.0F);
    check(-0.0F);
    check(3e38F);
    check(-3e38F);
  }
  EXPECT_EQ(PixelBins({}).bin_of(1.0F), 0);
  EXPECT_EQ(PixelBins({}).size(), 1);
}

TEST(PixelBins, ChosenEdgesAreQuantiles) {
  std::vector<float> good;
  std::vector<float> defective;
  for (int i = 0; i < 1000; ++i) {
    good.push_back(static_cast<float>((i * 7) % 1000));
    defective.push_back(static_cast<float>(2000 + (i * 3) % 1000));
  }
  // 4 defective, 2 good, 1 of the 50 highest good ones.
  EXPECT_THAT(choose_pixel_bins(good, defective, 8).edges(),
              ElementsAre(333.0F, 666.0F, 975.0F, 2200.0F, 2400.0F, 2600.0F, 2800.0F));
  EXPECT_THAT(choose_pixel_bins({}, {}, 8).edges(), IsEmpty());
}

TEST(PixelBins, AScoreThatManyPixelsHaveGetsItsOwnBin) {
  std::vector<float> good(1000, 0.0F);
  for (int i = 0; i < 200; ++i) {
    good[static_cast<std::size_t>(i)] = 1.0F + static_cast<float>(i);
  }
  const PixelBins bins = choose_pixel_bins(good, {}, 64);
  EXPECT_NE(bins.bin_of(0.0F), bins.bin_of(std::nextafter(0.0F, 1.0F)));
}

}  // namespace
}  // namespace goodparts
