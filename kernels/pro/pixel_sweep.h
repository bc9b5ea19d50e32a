// Exact AU-PRO, AUROC and average precision of pixels that come image by image and need not be
// kept.
//
// PRO is the mean over the regions of the share of a region that is flagged; the false positive
// rate is over all good pixels; AU-PRO at L is the area under PRO up to the false positive rate L,
// linearly interpolated at L and divided by L (Bergmann et al. 2021). Tied scores are one point.
// The AUROC is Mann & Whitney's, ties counting half; average precision is Σ (Rᵢ − Rᵢ₋₁) Pᵢ.
//
// Only defective pixels are sorted: between two of them nothing but the number of good pixels
// matters, and these are counted (kernels/ranking/key_counts.h). First all defective pixels come,
// then the good ones:
//
//   PixelSweep sweep;
//   sweep.add_region(area); sweep.add_defective(…); …
//   sweep.end_of_defective();
//   sweep.add_good(…); …
//   PixelAreas areas = sweep.areas(limits);
//
// With Device::kCuda the defective pixels are sorted on the GPU; the good ones are counted on the
// CPU in either case. The areas are the same, bit for bit.
//
// Takes up to 28 bytes a defective pixel, 8 more a further thread, none a good one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/pro/pixel_areas.h"
#include "kernels/ranking/key_counts.h"

namespace goodparts {

class PixelSweep {
 public:
  explicit PixelSweep(Device device = Device::kCpu) : device_(device) {}

  // Regions are numbered in the order in which they come. area: its pixels, 1 or more.
  void add_region(std::int64_t area) { areas_.push_back(area); }
  // Pixels of one region: finite scores.
  void add_defective(const float* scores, std::int64_t count, std::int64_t region);
  // Throws Error(kUnavailable) where the device is not there.
  void end_of_defective();
  // Throws Error(kData) for more than 4294967295 in all.
  void add_good(const float* scores, std::int64_t count, int threads);

  // Once. The order in which good pixels came, and the threads, do not matter.
  PixelAreas areas(const std::vector<double>& limits);

 private:
  template <class Visit>
  void for_each_group(const Visit& visit) const;

  Device device_;
  std::vector<std::uint64_t> defective_;  // key, then region
  std::vector<std::int64_t> areas_;       // of regions
  std::optional<KeyCounts> good_;
};

// The first that is NaN or infinite, −1 where there is none.
std::int64_t first_not_finite(const float* values, std::int64_t count);

}  // namespace goodparts
