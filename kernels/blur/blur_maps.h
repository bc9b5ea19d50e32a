// Gaussian smoothing of maps, in place, as the anomaly maps of the field are smoothed, on the
// device of the context. The kernel is cut off at four standard deviations: radius ⌊4σ + ½⌋, 33
// values for σ = 4.
//
// Columns first, then rows; each sum runs over the kernel from its first to its last value, in
// double precision and without fused multiplications, and is rounded to float after either. So the
// bits depend on the map alone: not on the machine's vectors, the threads, the device or the other
// maps. Throws Error(kUnavailable) where the context asks for a device that is not there.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/blur/border_index.h"

namespace goodparts {

// values: count × height × width, row by row, in host memory; sigma > 0 in pixels. A map may be
// smaller than the kernel.
void blur_maps(const Context& context, float* values, std::int64_t count, std::int64_t height,
               std::int64_t width, double sigma, BlurBorder border);

// The 2 ⌊4σ + ½⌋ + 1 weights, which sum to 1.
std::vector<double> gaussian_kernel(double sigma);

}  // namespace goodparts
