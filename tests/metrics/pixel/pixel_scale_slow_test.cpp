// 200 maps of 2448 × 2050 pixels, a thousand million in all, drawn as they are read: the size of a
// category of MVTec AD 2. Prints time and peak memory; the program does nothing else, so that the
// peak is that of the evaluation.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <string>

#include "kernels/base/rng.h"
#include "metrics/pixel/pixels.h"
#include "metrics/pixel/score_moments.h"

namespace goodparts {
namespace {

constexpr std::int64_t kHeight = 2050;
constexpr std::int64_t kWidth = 2448;
constexpr std::int64_t kPixels = kHeight * kWidth;
constexpr std::int64_t kImages = 200;

double peak_gigabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) {
      return std::stod(line.substr(6)) * 1024.0 / 1e9;
    }
  }
  return std::nan("");
}

// Every image is the same noise from another place on, at another scale; every other one has blocks
// of defects that score higher, 4 % of its pixels.
class DrawnMaps : public PixelSource {
 public:
  DrawnMaps(std::int64_t images, bool defects) : images_(images), defects_(defects) {
    Rng rng(0, "pixel scale");
    for (std::int64_t p = 0; p < kPixels; ++p) {
      noise_.push_back(static_cast<float>(rng.normal()));
    }
  }
  std::int64_t size() const override { return images_; }
  PixelImage read(std::int64_t index) const override {
    PixelImage image{kHeight, kWidth, std::vector<float>(kPixels), {}};
    image.mask.assign(kPixels, 0);
    const std::int64_t shift = index * 22441 % kPixels;
    const float scale = 1.0F + 0.001F * static_cast<float>(index);
    for (std::int64_t p = 0; p < kPixels; ++p) {
      const std::int64_t from = p + shift < kPixels ? p + shift : p + shift - kPixels;
      image.scores[static_cast<std::size_t>(p)] =
          3.0F + scale * noise_[static_cast<std::size_t>(from)];
    }
    for (std::int64_t block = 0; defects_ && index % 2 == 1 && block < 5; ++block) {
      for (std::int64_t y = 0; y < 200; ++y) {
        const auto begin = static_cast<std::size_t>((400 * block + y) * kWidth + 300 * block);
        for (std::size_t p = begin; p < begin + 200; ++p) {
          image.mask[p] = 1;
          image.scores[p] += 1.5F;
        }
      }
    }
    return image;
  }

 private:
  std::int64_t images_;
  bool defects_;
  std::vector<float> noise_;
};

TEST(PixelScale, AThousandMillionPixelsInLessThanThreeGigabytes) {
  const auto start = std::chrono::steady_clock::now();
  PixelOptions options;
  options.threads = 2;
  options.thresholds = {calibration_moments(DrawnMaps(10, false), 2).threshold()};
  const PixelMetrics metrics = pixel_metrics(DrawnMaps(kImages, true), options);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print(
      "{} good and {} defective pixels: AUROC {:.4f}, AU-PRO 0.05 {:.4f}, SegF1 {:.4f}; "
      "{:.1f} s with the drawing, peak memory {:.2f} GB\n",
      metrics.good_pixels, metrics.defective_pixels, metrics.auroc, metrics.aupro_narrow,
      metrics.at_thresholds.front().f1(), seconds, peak_gigabytes());
  EXPECT_EQ(metrics.good_pixels + metrics.defective_pixels, kImages * kPixels);
  EXPECT_EQ(metrics.regions, 5 * kImages / 2);
  EXPECT_LT(peak_gigabytes(), 3.0);
  // N(0, 1) against N(1.5, 1), scales apart by up to a fifth: Φ(1.5 / √2 / 1.1) is 0.832.
  EXPECT_NEAR(metrics.auroc, 0.832, 0.01);
}

}  // namespace
}  // namespace goodparts
