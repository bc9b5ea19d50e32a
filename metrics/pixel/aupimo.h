// AUPIMO (Bertoldo, Ayala, Azulay & Akçay 2024, "AUPIMO: Redefining Visual Anomaly Detection
// Benchmarks with High Speed and Low Tolerance"): per defective image, how much of its defect is
// found while hardly any pixel of a good image is flagged.
//
// The false positive rate F is the mean over good images (those without a defective pixel) of the
// share of the image that is flagged; good pixels of defective images do not matter. For image i
//
//   AUPIMO_i = 1 / log(U / L) ∫ recall_i(F) d log F,   F from L to U = 1e-5 … 1e-4,
//
// recall_i being the flagged share of the image's defective pixels. Exact: recall is a line through
// the points of all distinct scores of good images and of the image, straight over log F between
// them. (The authors' code samples 300 thresholds between those of L and U.)
//
// Undefined where no flagged set of good pixels is small enough for L: 1e-5 takes 100,000 good
// pixels at the least, and that they do not tie at the top.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/pixel/image_pass.h"

namespace goodparts {

struct AupimoBounds {
  double low = 1e-5;  // 0 < low < high < 1
  double high = 1e-4;
};

struct AupimoImage {
  std::int64_t index = 0;  // in the source
  double value = kUndefined;
};

struct Aupimo {
  std::vector<AupimoImage> images;  // with defective pixels
  double mean = kUndefined;
  double median = kUndefined;
  std::int64_t good_images = 0;
  double smallest_rate = kUndefined;  // positive F of the strictest threshold
  std::string undefined_because;      // empty where defined
};

// Takes 4 bytes a defective pixel, and 8 for each of the highest pixels of good images that may
// matter (about images · high of each).
class AupimoPass {
 public:
  // images: that are to come, at the most.
  explicit AupimoPass(std::int64_t images, AupimoBounds bounds = {});
  void add(const CheckedImage& image);
  Aupimo result();  // once

 private:
  struct Vertex {
    std::uint32_t key = 0;
    double rate = 0.0;  // F of what scores at least the key
  };
  struct Defect {
    std::int64_t index = 0;
    std::int64_t pixels = 0;
    std::vector<std::uint32_t> keys;  // that may matter
  };

  void add_good(const PixelImage& image);
  void prune();
  std::vector<Vertex> vertices() const;

  AupimoBounds bounds_;
  std::int64_t most_images_;
  std::vector<double> shares_;          // of one pixel, by good image
  std::vector<std::uint64_t> highest_;  // keys above numbers of good images
  std::size_t pruned_size_ = 0;
  std::uint32_t floor_ = 0;  // keys below do not matter
  std::vector<Defect> defects_;
};

// One pass over the images. Throws what for_each_image() throws.
Aupimo aupimo(const PixelSource& source, AupimoBounds bounds = {}, int threads = 1);

}  // namespace goodparts
