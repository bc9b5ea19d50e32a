// Forward coupling transforms of normalizing flows, elementwise in float, with the logarithms of
// their derivatives; no gradients. On the device of the context, data in host memory.
//
//   affine  y = x · exp(s) + t, s = clamp · tanh(a / clamp) (Dinh et al. 2017, arXiv 1605.08803,
//           with soft clamping)
//   spline  monotonic rational-quadratic with linear tails (Durkan et al. 2019, arXiv 1906.04032,
//           section 3.1): on [−bound, bound] `bins` bins whose widths and heights are softmax
//           shares of 2 · bound, each at least 0.001 of it, and whose inner derivatives are
//           softplus with at least 0.001, shifted such that parameter 0 gives 1; the identity
//           outside of the bound
//
// Exponentials and logarithms are polynomials in float, off by less than 3e-7 of their value (a
// logarithm near 0: 1e-7). Each row's result depends on that row alone, never on the others or the
// threads; machines with fused multiplications round once less. The GPU's values are those of
// exact arithmetic up to the rounding of floats (coupling_cuda.h), not the CPU's bit for bit.
// Throws Error(kUnavailable) where there is no such device.
#pragma once

#include <cstdint>

#include "kernels/base/context.h"

namespace goodparts {

// x, y: rows × cols, `x_stride` and `y_stride` floats from row to row, not overlapping; log_scale
// (a) and shift (t): rows × cols, `parameter_stride` floats from row to row; log_det: rows, to each
// of which its row's sum of s is added. clamp > 0.
void affine_coupling(const Context& context, const float* x, const float* log_scale,
                     const float* shift, std::int64_t rows, std::int64_t cols,
                     std::int64_t x_stride, std::int64_t parameter_stride, std::int64_t y_stride,
                     double clamp, float* y, float* log_det);

// parameters: rows × cols × (3 · bins − 1) without gaps, finite: widths, heights, inner
// derivatives; 2 <= bins <= 64. x outside of the bound, infinite or NaN stays what it is and adds
// nothing.
void spline_coupling(const Context& context, const float* x, const float* parameters,
                     std::int64_t rows, std::int64_t cols, std::int64_t x_stride,
                     std::int64_t y_stride, std::int64_t bins, double bound, float* y,
                     float* log_det);

}  // namespace goodparts
