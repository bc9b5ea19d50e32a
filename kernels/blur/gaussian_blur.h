// Gaussian smoothing of one map, in place, as the anomaly maps of the field are smoothed. The
// kernel is cut off at four standard deviations: radius ⌊4σ + ½⌋, 33 values for σ = 4.
#pragma once

#include <cstdint>
#include <span>

namespace goodparts {

enum class BlurBorder {
  kRepeatEdge,  // d c b a | a b c d | d c b a: "reflect" of scipy.ndimage.gaussian_filter
  kMirror,  // d c b | a b c d | c b a: "reflect" of PyTorch's padding, which anomalib and Kornia
            // use
};

// values: height × width, row by row; sigma > 0 in pixels. The map may be smaller than the kernel.
void gaussian_blur(std::span<float> values, std::int64_t height, std::int64_t width, double sigma,
                   BlurBorder border);

}  // namespace goodparts
