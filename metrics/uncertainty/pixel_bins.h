// Score bins that all images of a set share, fine where pixel metrics are decided.
//
// Pixels of equal bin are treated as tied by whoever counts in bins. Bins of equal pooled counts
// would leave a handful for the top per cent of pixels, where the defects are. So a half of the
// edges are quantiles of defective pixels, a quarter quantiles of good ones, and a quarter
// quantiles of the highest 5 % of good ones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

inline constexpr std::int64_t kPixelBins = 2048;

class PixelBins {
 public:
  // Ascending, distinct, finite: bin b holds edges[b − 1] <= score < edges[b].
  explicit PixelBins(std::vector<float> edges);

  std::int64_t size() const { return static_cast<std::int64_t>(edges_.size()) + 1; }
  const std::vector<float>& edges() const { return edges_; }
  // Of a finite score.
  std::int64_t bin_of(float score) const;

 private:
  std::vector<float> edges_;
  std::uint32_t first_key_ = 0;
  int shift_ = 0;
  std::vector<std::uint16_t> start_;  // the bin where the search begins, by the key's leading bits
};

// At most `bins` (4 … 65,536) of them. The scores may be samples of a set's pixels (a few hundred
// thousand each place an edge well enough), finite, in any order; either set may be empty.
PixelBins choose_pixel_bins(std::span<const float> good, std::span<const float> defective,
                            std::int64_t bins = kPixelBins);

}  // namespace goodparts
