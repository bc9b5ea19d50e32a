// How often 95 % intervals of the pixel AUROC cover the population's when the pixels of an image
// move together: drawing images does, drawing pixels does not. Prints a table.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/normal.h"
#include "metrics/uncertainty/pixel_bootstrap.h"
#include "tests/metrics/uncertainty/pixel_images.h"

namespace goodparts {
namespace {

constexpr int kDraws = 1000;
constexpr double kImageDeviation = 0.5;
constexpr double kShift = 1.5;

struct Coverage {
  double images = 0.0;
  double percentile = 0.0;
  double pixels = 0.0;
};

// Good pixels N(0, 1.25), defective N(1.5, 1.25): AUROC Φ(1.5 / √2.5). Half of the images have a
// region.
Coverage coverage(int images_per_draw) {
  const double truth =
      normal_cdf(kShift / std::sqrt(2.0 + 2.0 * kImageDeviation * kImageDeviation));
  std::vector<float> edges;
  for (int i = -60; i <= 90; ++i) {
    edges.push_back(static_cast<float>(i) / 15.0F);
  }
  const PixelBins bins(edges);
  const auto holds = [&](double low, double high) {
    return low <= truth && truth <= high ? 1.0 / kDraws : 0.0;
  };
  Coverage total;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(21, "pixel coverage", static_cast<std::uint64_t>(draw));
    std::vector<ImagePixelCounts> counts;
    std::vector<double> scores;
    std::vector<std::int8_t> labels;
    for (int i = 0; i < images_per_draw; ++i) {
      const RegionImage image = draw_image(rng, 60, i % 2, 20, kShift, kImageDeviation);
      counts.push_back(count_pixels(image, bins));
      scores.insert(scores.end(), image.scores.begin(), image.scores.end());
      for (const std::int32_t region : image.regions) {
        labels.push_back(region < 0 ? 0 : 1);
      }
    }
    Context context;
    context.seed = static_cast<std::uint64_t>(draw);
    const AurocEstimate naive = delong_auroc(scores, labels);
    const PixelEstimates e =
        bootstrap_pixels(context, counts, {}, {naive.value, kUndefined, {}}, {1000, 0.95});
    const Interval& interval = e.auroc.estimate.interval;
    total.images += holds(interval.low, interval.high);
    const Interval& percentile = e.auroc.estimate.percentile;
    total.percentile += holds(percentile.low, percentile.high);
    total.pixels += holds(naive.low, naive.high);
  }
  std::printf("%4d images   drawn images: BCa %.3f percentile %.3f   single pixels (DeLong) %.3f\n",
              images_per_draw, total.images, total.percentile, total.pixels);
  return total;
}

TEST(PixelBootstrapSlow, DrawnImagesCoverWherePixelsDoNot) {
  coverage(20);
  for (const int images : {80, 160}) {
    const Coverage c = coverage(images);
    EXPECT_GE(c.images, 0.93);
    EXPECT_LE(c.images, 0.97);
    EXPECT_LT(c.pixels, 0.90);
  }
}

}  // namespace
}  // namespace goodparts
