// The coupling transforms of one value, as the GPU computes them; in float. The CPU's
// (coupling.cpp) goes through the bins 16 values at a time; what a bin does is shared
// (rational_quadratic.h). C++17.
//
//   affine  y = x · exp(s) + t, s = clamp · tanh(a / clamp) (Dinh et al. 2017, arXiv 1605.08803,
//           with soft clamping)
//   spline  monotonic rational-quadratic with linear tails (Durkan et al. 2019, arXiv 1906.04032,
//           section 3.1): on [−bound, bound] `bins` bins whose widths and heights are softmax
//           shares of 2 · bound, each at least 0.001 of it, and whose inner derivatives are
//           softplus with at least 0.001, shifted such that parameter 0 gives 1; the identity
//           outside of the bound
#pragma once

#include <cstdint>

#include "kernels/coupling/rational_quadratic.h"
#include "kernels/cuda/host_device.h"

namespace goodparts {

struct CoupledFloat {
  float y = 0.0F;
  float log_derivative = 0.0F;
};

GOODPARTS_HOST_DEVICE inline CoupledFloat affine_transform(float x, float log_scale, float shift,
                                                           float clamp) {
  const float s = clamp * std::tanh(log_scale / clamp);
  return {fused(x, std::exp(s), shift), s};
}

namespace spline {

// What turns parameters into shares: share k = kSmallest + scale · exp(parameter k − largest).
struct Shares {
  float largest = 0.0F;
  float scale = 0.0F;
};

GOODPARTS_HOST_DEVICE inline Shares shares_of(const float* parameters, std::int64_t bins) {
  Shares shares{parameters[0], 0.0F};
  for (std::int64_t k = 1; k < bins; ++k) {
    shares.largest = parameters[k] > shares.largest ? parameters[k] : shares.largest;
  }
  float sum = 0.0F;
  for (std::int64_t k = 0; k < bins; ++k) {
    sum += std::exp(parameters[k] - shares.largest);
  }
  shares.scale = share_scale(sum, static_cast<float>(bins));
  return shares;
}

GOODPARTS_HOST_DEVICE inline float share(const Shares& shares, float parameter) {
  return kSmallest + shares.scale * std::exp(parameter - shares.largest);
}

GOODPARTS_HOST_DEVICE inline float derivative_of(float parameter) {
  const float shifted = parameter + kIdentity;
  const float soft = shifted < kLinear ? std::log1p(std::exp(shifted)) : shifted;
  return kSmallest + soft;
}

}  // namespace spline

// parameters: 3 · bins − 1: widths, heights, inner derivatives.
GOODPARTS_HOST_DEVICE inline CoupledFloat spline_transform(float x, const float* parameters,
                                                           std::int64_t bins, float bound) {
  if (!(std::fabs(x) <= bound)) {
    return {x, 0.0F};
  }
  const spline::Shares widths = spline::shares_of(parameters, bins);
  const spline::Shares heights = spline::shares_of(parameters + bins, bins);
  float left = -bound;
  float bottom = -bound;
  float right = bound;
  float top = bound;
  float width_sum = 0.0F;
  float height_sum = 0.0F;
  std::int64_t bin = 0;
  for (std::int64_t k = 0; k + 1 < bins; ++k) {  // the last bin ends at the bound exactly
    width_sum += spline::share(widths, parameters[k]);
    height_sum += spline::share(heights, parameters[bins + k]);
    right = spline::end_of_bin(width_sum, bound);
    top = spline::end_of_bin(height_sum, bound);
    if (x < right) {
      break;
    }
    left = right;
    bottom = top;
    right = bound;
    top = bound;
    bin = k + 1;
  }
  const float* const inner = parameters + 2 * bins;
  const float d0 = bin == 0 ? 1.0F : spline::derivative_of(inner[bin - 1]);
  const float d1 = bin + 1 == bins ? 1.0F : spline::derivative_of(inner[bin]);
  const spline::Point<float> point = spline::rational_quadratic(
      x, spline::Bin<float>{left, bottom, right - left, top - bottom, d0, d1});
  return {point.y, std::log(point.slope)};
}

}  // namespace goodparts
