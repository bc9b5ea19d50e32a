// Forward coupling transforms of normalizing flows on the GPU, elementwise in float, with the
// logarithms of their derivatives summed for each row (kernels/coupling/transforms.h has the
// equations). Affine values are off by at most 1e-5 of their size, a spline's by 1e-6 · bound · (1
// + its derivative there), for it magnifies the rounding of its knots; sums are in double. A row's
// result depends on that row alone. C++17.
#pragma once

#include <cstdint>

namespace goodparts::cuda {

// As goodparts::affine_coupling and goodparts::spline_coupling, in host memory.
void affine_coupling(const float* x, const float* log_scale, const float* shift, std::int64_t rows,
                     std::int64_t cols, std::int64_t x_stride, std::int64_t parameter_stride,
                     std::int64_t y_stride, float clamp, float* y, float* log_det);
void spline_coupling(const float* x, const float* parameters, std::int64_t rows, std::int64_t cols,
                     std::int64_t x_stride, std::int64_t y_stride, std::int64_t bins, float bound,
                     float* y, float* log_det);

// In device memory. x, y: rows × cols, `x_stride` and `y_stride` floats from row to row; log_scale
// and shift alike, `parameter_stride`; log_det: rows, to which each row's sum is added. y may be x.
// clamp > 0.
void affine_coupling_on_device(const float* x, const float* log_scale, const float* shift,
                               std::int64_t rows, std::int64_t cols, std::int64_t x_stride,
                               std::int64_t parameter_stride, std::int64_t y_stride, float clamp,
                               float* y, float* log_det);

// In device memory. parameters: rows × cols × (3 · bins − 1) without gaps. bins >= 2.
void spline_coupling_on_device(const float* x, const float* parameters, std::int64_t rows,
                               std::int64_t cols, std::int64_t x_stride, std::int64_t y_stride,
                               std::int64_t bins, float bound, float* y, float* log_det);

}  // namespace goodparts::cuda
