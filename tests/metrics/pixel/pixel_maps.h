// Maps for the tests of pixel metrics. formula_maps() and fine_maps() are also in
// tests/data/metrics/golden_pixels.py, from which expected values come.
#pragma once

#include <atomic>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/base/rng.h"
#include "metrics/score_table.h"

namespace goodparts::testing {

class Maps : public PixelSource {
 public:
  explicit Maps(std::vector<PixelImage> images, bool concurrent = false)
      : images_(std::move(images)), concurrent_(concurrent) {}
  Maps(const Maps& other) : images_(other.images_), concurrent_(other.concurrent_) {}
  std::int64_t size() const override { return std::ssize(images_); }
  PixelImage read(std::int64_t index) const override {
    ++reads_;
    return images_.at(static_cast<std::size_t>(index));
  }
  std::vector<PixelImage>& images() { return images_; }
  const std::vector<PixelImage>& images() const { return images_; }
  bool concurrent_reads() const override { return concurrent_; }
  int reads() const { return reads_; }

 private:
  std::vector<PixelImage> images_;
  bool concurrent_ = false;
  mutable std::atomic<int> reads_ = 0;
};

// Six images of different sizes, the first and last good, the others with blocks that touch at
// corners; many ties.
inline Maps formula_maps() {
  std::vector<PixelImage> images;
  for (std::int64_t k = 0; k < 6; ++k) {
    PixelImage image{20 + 3 * k, 24 + 2 * k, {}, {}};
    for (std::int64_t r = 0; r < image.height; ++r) {
      for (std::int64_t c = 0; c < image.width; ++c) {
        const bool defective = k != 0 && k != 5 && (r / 4 + c / 6 + k) % 5 == 0;
        const auto step = (r * 13 + c * 7 + k * 5 + r * c % 11) % 97;
        image.mask.push_back(defective ? 1 : 0);
        image.scores.push_back(static_cast<float>(step) / 16.0F - 2.0F + (defective ? 2.0F : 0.0F));
      }
    }
    images.push_back(std::move(image));
  }
  return Maps(std::move(images));
}

// Five images, the first three good; within an image no scores tie.
inline Maps fine_maps() {
  std::vector<PixelImage> images;
  for (std::int64_t k = 0; k < 5; ++k) {
    PixelImage image{60, 70 + 10 * k, {}, {}};
    for (std::int64_t p = 0; p < image.height * image.width; ++p) {
      const bool defective = k >= 3 && (p / image.width / 12 + p % image.width / 14 + k) % 7 == 0;
      const auto noise = static_cast<float>((p * 7919 + k * 104729) % 65521) / 65536.0F;
      image.mask.push_back(defective ? 1 : 0);
      image.scores.push_back(noise + (defective ? 0.625F : 0.0F));
    }
    images.push_back(std::move(image));
  }
  return Maps(std::move(images));
}

// Random maps whose scores take `levels` values a deviation (0: continuous).
inline Maps random_maps(std::uint64_t seed, std::int64_t levels, std::int64_t side = 5) {
  Rng rng(seed, "maps");
  std::vector<PixelImage> images;
  for (int k = 0; k < 4; ++k) {
    PixelImage image{side + rng.below(9), side + rng.below(9), {}, {}};
    for (std::int64_t p = 0; p < image.height * image.width; ++p) {
      const bool defective = k > 0 && rng.chance(0.15);
      const double score = rng.normal(defective ? 1.0 : 0.0, 1.0);
      image.mask.push_back(defective ? 1 : 0);
      image.scores.push_back(static_cast<float>(
          levels == 0 ? score : std::floor(score * static_cast<double>(levels))));
    }
    images.push_back(std::move(image));
  }
  return Maps(std::move(images));
}

// Every score mapped by f.
template <class F>
Maps mapped(Maps maps, const F& f) {
  for (PixelImage& image : maps.images()) {
    for (float& score : image.scores) {
      score = f(score);
    }
  }
  return maps;
}

}  // namespace goodparts::testing
