// Bootstrap intervals of pixel metrics: pixel AUROC, AP and AU-PRO.
//
// Pixels of an image are anything but independent, so whole images are drawn, those with defects
// and those without separately (or groups of images: resampling.h); each brings all its pixels and
// regions. A replicate is read off the images' counts in common score bins, where scores of one bin
// count as tied. What that does to the value is known, for the value on hand is exact: replicates
// are moved by exact − binned, so the intervals lie about the exact value, and the difference is
// reported.
//
// Coverage of nominal 95 % intervals of the pixel AUROC, images of 60 pixels that move together
// (N(0, .5)), half of them with a region, 1,000 draws (pixel_bootstrap_slow_test.cpp; ± .015): of
// 20, 80, 160 images .916, .949, .933; DeLong on single pixels .731, .721, .718.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/uncertainty/bootstrap.h"
#include "metrics/uncertainty/image_pixel_counts.h"

namespace goodparts {

// The definitions are in metrics/pixel/pixels.h.
struct PixelValues {
  double auroc = kUndefined;
  double average_precision = kUndefined;
  std::vector<double> aupro;  // parallel to the limits
};

// Of counts in bins. limits: false positive rates in (0, 1]. NaN without good or without defective
// pixels.
PixelValues binned_pixel_values(std::span<const ImagePixelCounts> images,
                                std::span<const double> limits);

struct PixelEstimate {
  BootstrapEstimate estimate;  // value: the exact one where it was given, else the binned one
  double binned = kUndefined;
};

struct PixelEstimates {
  PixelEstimate auroc;
  PixelEstimate average_precision;
  std::vector<PixelEstimate> aupro;
};

// images: all with the same number of bins; groups: empty, or parallel to the images. exact: of the
// same images; values that are NaN or missing are replaced with the binned ones. Differences
// exact − binned of more than 0.01 make a caveat: more bins are needed, or better placed ones
// (pixel_bins.h). Throws Error(kData), naming the image, for counts that do not fit together;
// Error(kInterrupted).
PixelEstimates bootstrap_pixels(const Context& context, std::span<const ImagePixelCounts> images,
                                std::span<const double> limits, const PixelValues& exact,
                                const BootstrapOptions& options = {},
                                std::span<const std::string> groups = {});

}  // namespace goodparts
