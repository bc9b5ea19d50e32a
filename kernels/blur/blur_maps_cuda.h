// Gaussian smoothing of maps on the GPU: the bits of blur_maps.h. C++17.
#pragma once

#include <cstdint>

#include "kernels/blur/border_index.h"

namespace goodparts::cuda {

// values: count × height × width, in host memory, smoothed in place. kernel: the `taps` weights of
// gaussian_kernel().
void blur_maps(float* values, std::int64_t count, std::int64_t height, std::int64_t width,
               const double* kernel, std::int64_t taps, BlurBorder border);

// The same with values, kernel and `room`, as large as the values, in device memory.
void blur_maps_on_device(float* values, float* room, std::int64_t count, std::int64_t height,
                         std::int64_t width, const double* kernel, std::int64_t taps,
                         BlurBorder border);

}  // namespace goodparts::cuda
