// Images' pixel counts, added up, each as often as it weighs; and the metrics that follow.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/uncertainty/image_pixel_counts.h"

namespace goodparts {

class PixelCountSums {
 public:
  void clear(std::size_t bins);
  void add(const ImagePixelCounts& image, std::uint32_t weight);

  // AUROC, average precision, AU-PRO up to each limit; all NaN without good or without defective
  // pixels, AU-PRO also without regions.
  void values(std::span<const double> limits, std::span<double> out) const;

 private:
  std::vector<std::uint64_t> good_;
  std::vector<std::uint64_t> defective_;
  std::vector<double> overlap_;
  std::int64_t regions_ = 0;
};

}  // namespace goodparts
