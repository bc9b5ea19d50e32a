// What the image-clustered bootstrap of pixel metrics (pixel_bootstrap.h) needs to know of an
// image: how many of its pixels fall into each of a few thousand score bins that all images share.
//
// A replicate adds up the counts of the images that it drew, so every metric that is read off the
// flagged shares of good pixels, defective pixels and regions can be computed for it without the
// maps. One entry for a bin takes 4 bytes for good pixels and, in images with defects only, 12 more
// for defective ones: 200 images with 2,048 bins are 1.6 to 6.6 MB.
//
// Bins are numbered in the order of their scores, bin 0 holds the lowest (pixel_bins.h chooses
// them). All vectors have one entry per bin, or none where the image has no such pixel.
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts {

struct ImagePixelCounts {
  std::vector<std::uint32_t> good;       // pixels outside of the mask
  std::vector<std::uint32_t> defective;  // pixels of the mask
  // Per bin, the sum over the image's regions (8-connected components of the mask) of
  //   pixels of the region in the bin / pixels of the region,
  // so that all bins together add up to `regions`. A saturated overlap (sPRO) fits in as well: what
  // min(flagged / saturation area, 1) of the region gains when the bin is flagged after those
  // above.
  std::vector<double> overlap;
  std::int64_t regions = 0;
};

}  // namespace goodparts
