#include "metrics/pixel/bootstrap_counts.h"

#include <gtest/gtest.h>

#include <numeric>

#include "metrics/pixel/pixels.h"
#include "metrics/uncertainty/pixel_bootstrap.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using testing::fine_maps;
using testing::formula_maps;
using testing::Maps;

template <class T>
T sum(const std::vector<T>& values) {
  return std::accumulate(values.begin(), values.end(), T{0});
}

// By hand: edges 2 and 5 make the bins below 2, from 2 to below 5, and the rest. The mask has a
// region of three pixels (scores 1, 4, 5) and one of one (9).
TEST(BootstrapCounts, ByHand) {
  const CheckedImage image =
      checked_image(PixelImage{2, 4, {1, 4, 0, 9, 5, 2, 3, 7}, {1, 1, 0, 1, 1, 0, 0, 0}}, 0);
  const ImagePixelCounts counts = image_pixel_counts(image, PixelBins({2.0F, 5.0F}));
  EXPECT_EQ(counts.good, (std::vector<std::uint32_t>{1, 2, 1}));
  EXPECT_EQ(counts.defective, (std::vector<std::uint32_t>{1, 1, 2}));
  EXPECT_EQ(counts.regions, 2);
  EXPECT_DOUBLE_EQ(counts.overlap[0], 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(counts.overlap[1], 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(counts.overlap[2], 1.0 / 3.0 + 1.0);
}

TEST(BootstrapCounts, EveryPixelIsInABin) {
  const Maps maps = formula_maps();
  const std::vector<ImagePixelCounts> counts = image_pixel_counts(maps, 2, 64);
  ASSERT_EQ(counts.size(), 6);
  for (std::size_t k = 0; k < 6; ++k) {
    const CheckedImage image = checked_image(maps.images()[k], static_cast<std::int64_t>(k));
    const auto areas = image.found.areas;
    const auto defective = sum(areas);
    EXPECT_EQ(sum(counts[k].good), std::ssize(image.pixels.scores) - defective);
    EXPECT_EQ(sum(counts[k].defective), defective);
    EXPECT_EQ(counts[k].regions, std::ssize(areas));
    EXPECT_NEAR(sum(counts[k].overlap), static_cast<double>(areas.size()), 1e-12);
    EXPECT_EQ(counts[k].defective.empty(), image.good());
    EXPECT_EQ(counts[k].overlap.empty(), image.good());
  }
}

TEST(BootstrapCounts, AnImageWithoutGoodPixelsHasNone) {
  const ImagePixelCounts counts =
      image_pixel_counts(checked_image(PixelImage{1, 2, {1, 2}, {1, 1}}, 0), PixelBins({1.5F}));
  EXPECT_TRUE(counts.good.empty());
  EXPECT_EQ(counts.regions, 1);
}

// The counts added up over images give what the exact sweep gives, up to what bins tie.
TEST(BootstrapCounts, AddUpToTheExactMetrics) {
  const Maps maps = fine_maps();
  const std::vector<double> limits = {kAuproNarrow, kAuproWide};
  const PixelValues binned = binned_pixel_values(image_pixel_counts(maps), limits);
  const PixelMetrics exact = pixel_metrics(maps, 400);
  EXPECT_NEAR(binned.auroc, exact.auroc, 1e-4);
  EXPECT_NEAR(binned.average_precision, exact.average_precision, 1e-3);
  EXPECT_NEAR(binned.aupro[0], exact.aupro_narrow, 1e-3);
  EXPECT_NEAR(binned.aupro[1], exact.aupro_wide, 1e-3);
}

// Four maps of the scores 0 … 399,999.
TEST(BootstrapCounts, SamplesEveryImageEvenly) {
  PixelSample sample(4);
  for (int k = 0; k < 4; ++k) {
    PixelImage image{1, 400000, std::vector<float>(400000), std::vector<std::uint8_t>(400000, 0)};
    std::iota(image.scores.begin(), image.scores.end(), 0.0F);
    image.mask[0] = 1;
    sample.add(checked_image(std::move(image), k));
  }
  const PixelBins bins = sample.bins(64);
  for (const float edge : bins.edges()) {
    EXPECT_GE(edge, 0.0F);
    EXPECT_LT(edge, 400000.0F);
  }
  // A quarter of the edges are quantiles of all good pixels, so the lowest are not far up.
  EXPECT_LT(bins.edges()[1], 400000.0F / 8.0F);
  EXPECT_GT(bins.edges().back(), 400000.0F * 0.99F);
}

}  // namespace
}  // namespace goodparts
