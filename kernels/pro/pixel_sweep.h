// Exact AU-PRO, AUROC, average precision and counts above any score, of pixels that come image by
// image, once, in any order, and need not be kept.
//
// PRO is the mean over the regions of the share of a region that is flagged; the false positive
// rate is over all good pixels; AU-PRO at L is the area under PRO up to the false positive rate L,
// linearly interpolated at L and divided by L (Bergmann et al. 2021). Tied scores are one point.
// The AUROC is Mann & Whitney's, ties counting half; average precision is Σ (Rᵢ − Rᵢ₋₁) Pᵢ.
//
// Only defective pixels are kept and sorted, a page of scores at a time: between two of them
// nothing but the number of good pixels matters, and these are counted
// (kernels/ranking/key_histogram.h).
//
// Takes 8 bytes a defective pixel, and what KeyHistogram takes for the good ones. Where many
// defective pixels share a page (65,536 neighbouring floats), 16 bytes for each of these while they
// are swept.
//
// With Device::kCuda the defective pixels are sorted on the GPU; the good ones are counted on the
// CPU in either case. The areas are the same, bit for bit.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/pro/pixel_areas.h"
#include "kernels/ranking/key_histogram.h"

namespace goodparts {

// What is flagged once everything that scores at least `key` is; keys of defective pixels only.
struct PixelStep {
  std::uint32_t key = 0;       // of ordered_key.h
  std::int64_t fp_before = 0;  // good pixels above the key
  std::int64_t fp = 0;
  std::int64_t tp = 0;
  double pro = 0.0;
};

class PixelSweep {
 public:
  using Visit = std::function<void(std::span<const PixelStep>)>;

  // Throws Error(kUnavailable) later, when it sorts, where the device is not there. dense_from: of
  // KeyHistogram; no result depends on it.
  explicit PixelSweep(Device device = Device::kCpu,
                      std::int64_t dense_from = KeyHistogram::kDenseFrom)
      : device_(device), good_(dense_from), defective_in_page_(KeyHistogram::kPages, 0) {}

  // Regions are numbered in the order in which they come. area: its pixels, 1 or more.
  void add_region(std::int64_t area) { areas_.push_back(area); }
  // Pixels of one region: finite scores.
  void add_defective(const float* scores, std::int64_t count, std::int64_t region);
  // Finite. Throws Error(kData) for more than 4294967295 in all.
  void add_good(const float* scores, std::int64_t count) { good_.add(scores, count); }

  const KeyHistogram& good() const { return good_; }
  std::int64_t defective() const { return defective_; }
  std::int64_t regions() const { return static_cast<std::int64_t>(areas_.size()); }
  bool defined() const { return good_.total() > 0 && defective_ > 0; }
  // Keys of the lowest and the highest pixel of all; undefined without pixels.
  std::uint32_t lowest() const;
  std::uint32_t highest() const;

  // Calls visit with one step for each distinct score of a defective pixel, descending, many at
  // once. What it says does not depend on the order in which good pixels came.
  void for_each_step(const Visit& visit);
  // With one sweep, of which `also` sees the steps too.
  PixelAreas areas(const std::vector<double>& limits, const Visit& also = {});

 private:
  void close_chunk();
  void gather(std::uint32_t page, std::vector<std::size_t>& ends,
              std::vector<std::uint64_t>& items) const;

  Device device_;
  KeyHistogram good_;
  std::int64_t defective_ = 0;
  std::uint32_t lowest_ = 0xFFFFFFFFU;  // of defective pixels
  std::uint32_t highest_ = 0;
  std::vector<std::uint32_t> defective_in_page_;
  std::vector<std::int64_t> areas_;  // of regions
  // Keys above regions; by page within each chunk, but for the one that is being filled.
  std::vector<std::vector<std::uint64_t>> chunks_;
  std::vector<std::uint64_t> open_;
};

// The first that is NaN or infinite, −1 where there is none.
std::int64_t first_not_finite(const float* values, std::int64_t count);

}  // namespace goodparts
