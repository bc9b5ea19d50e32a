// Score bins that all images of a set share, fine where pixel metrics are decided.
//
// Pixels of equal bin are treated as tied by whoever counts in bins. Bins of equal pooled counts
// would leave a handful for the top per cent of pixels, where the defects are. So a half of the
// edges are quantiles of defective pixels, a quarter quantiles of good ones, and a quarter
// quantiles of the highest 5 % of good ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/ranking/ordered_key.h"

namespace goodparts {

inline constexpr std::int64_t kPixelBins = 2048;

class PixelBins {
 public:
  // Ascending, distinct, finite: bin b holds edges[b − 1] <= score < edges[b].
  explicit PixelBins(std::vector<float> edges);

  std::int64_t size() const { return static_cast<std::int64_t>(edges_.size()) + 1; }
  const std::vector<float>& edges() const { return edges_; }
  // Of a finite score.
  std::int64_t bin_of(float score) const {
    if (edges_.empty() || score < edges_.front()) {
      return 0;
    }
    if (score >= edges_.back()) {
      return std::ssize(edges_);
    }
    const std::uint32_t slot = (ordered_key(score) - first_key_) >> shift_;
    const auto first = edges_.begin() + start_[slot];
    const auto last = edges_.begin() + start_[slot + 1];
    return std::upper_bound(first, last, score) - edges_.begin();
  }

 private:
  std::vector<float> edges_;
  std::uint32_t first_key_ = 0;
  int shift_ = 0;
  std::vector<std::uint16_t> start_;  // by slots of keys: the first edge in the slot
};

// At most `bins` (4 … 65,536) of them. The scores may be samples of a set's pixels (a few hundred
// thousand each place an edge well enough), finite, in any order; either set may be empty.
PixelBins choose_pixel_bins(std::span<const float> good, std::span<const float> defective,
                            std::int64_t bins = kPixelBins);

}  // namespace goodparts
