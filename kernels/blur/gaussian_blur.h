// Gaussian smoothing of one map on the calling thread; see blur_maps.h.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>

#include "kernels/blur/blur_maps.h"

namespace goodparts {

inline void gaussian_blur(std::span<float> values, std::int64_t height, std::int64_t width,
                          double sigma, BlurBorder border) {
  assert(static_cast<std::int64_t>(values.size()) == height * width);
  blur_maps(values.data(), 1, height, width, sigma, border, 1);
}

}  // namespace goodparts
