// What the image-clustered bootstrap of pixel metrics needs of every image, from its maps.
#pragma once

#include <vector>

#include "metrics/pixel/image_pass.h"
#include "metrics/uncertainty/image_pixel_counts.h"
#include "metrics/uncertainty/pixel_bins.h"

namespace goodparts {

ImagePixelCounts image_pixel_counts(const CheckedImage& image, const PixelBins& bins);

// A sample of the pixels that come, from which bins are chosen: evenly spaced ones of every image,
// a few hundred thousand in all, defective ones apart.
class PixelSample {
 public:
  explicit PixelSample(std::int64_t images) : images_(images) {}
  void add(const CheckedImage& image);
  PixelBins bins(std::int64_t bins = kPixelBins) const {
    return choose_pixel_bins(good_, defective_, bins);
  }

 private:
  std::int64_t images_;
  std::vector<float> good_;
  std::vector<float> defective_;
};

// Of all images, in their order. Reads them twice: for the bins, then to count. Throws what
// for_each_image() throws.
std::vector<ImagePixelCounts> image_pixel_counts(const PixelSource& source, int threads = 1,
                                                 std::int64_t bins = kPixelBins);

}  // namespace goodparts
