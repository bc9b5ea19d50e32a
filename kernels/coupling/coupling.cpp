#include "kernels/coupling/coupling.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "kernels/base/parallel.h"
#include "kernels/coupling/coupling_cuda.h"
#include "kernels/coupling/elementary.h"
#include "kernels/coupling/rational_quadratic.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLanes = 16;
constexpr std::int64_t kMostBins = 64;
constexpr std::int64_t kBlock = 1024;  // elements handed to a thread at once, at the least

__attribute__((always_inline)) inline Floats16 load(const float* from, std::int64_t count) {
  Floats16 values = {};
  std::memcpy(&values, from, static_cast<std::size_t>(count) * sizeof(float));
  return values;
}

__attribute__((always_inline)) inline void store(Floats16 values, float* to, std::int64_t count) {
  std::memcpy(to, &values, static_cast<std::size_t>(count) * sizeof(float));
}

// One row; returns the sum of s.
GOODPARTS_SIMD
double affine_row(const float* x, const float* log_scale, const float* shift, std::int64_t cols,
                  float clamp, float* y) {
  double lanes[kLanes] = {};
  for (std::int64_t c = 0; c < cols; c += kLanes) {
    const std::int64_t count = std::min(kLanes, cols - c);
    // tanh v = 1 − 2 / (e²ᵛ + 1); beyond the last column it is 0.
    const Floats16 a = load(log_scale + c, count) * (2.0F / clamp);
    const Floats16 s = clamp * (1.0F - 2.0F / (exp16(a) + 1.0F));
    store(load(x + c, count) * exp16(s) + load(shift + c, count), y + c, count);
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] += static_cast<double>(s[lane]);
    }
  }
  double sum = 0.0;
  for (const double lane : lanes) {
    sum += lane;
  }
  return sum;
}

// e to the power of `bins` parameters less the largest of them, and one over their sum.
struct Shares {
  Floats16 powers[kMostBins];
  Floats16 scale;  // spline::share_scale()
};

__attribute__((always_inline)) inline void shares_of(const Floats16* parameters, std::int64_t bins,
                                                     Shares& shares) {
  Floats16 largest = parameters[0];
  for (std::int64_t k = 1; k < bins; ++k) {
    largest = select16(less16(largest, parameters[k]), parameters[k], largest);
  }
  Floats16 sum = {};
  for (std::int64_t k = 0; k < bins; ++k) {
    shares.powers[k] = exp16(parameters[k] - largest);
    sum += shares.powers[k];
  }
  shares.scale = spline::share_scale(sum, static_cast<float>(bins));
}

// kSmallest + softplus(u + identity), such that 0 gives 1.
__attribute__((always_inline)) inline Floats16 derivative_of(Floats16 u) {
  u += spline::kIdentity;
  const Floats16 soft = log16(1.0F + exp16(u));
  return spline::kSmallest + select16(less16(u, all16(spline::kLinear)), soft, u);
}

using Bin = spline::Bin<Floats16>;

__attribute__((always_inline)) inline Bin bin_of(Floats16 x, const Floats16* parameters,
                                                 std::int64_t bins, float bound) {
  Shares widths;
  Shares heights;
  shares_of(parameters, bins, widths);
  shares_of(parameters + bins, bins, heights);
  const Floats16* const inner = parameters + 2 * bins;
  const Floats16 start = all16(-bound);
  Bin bin = {start, start, {}, {}, {}, {}};
  Floats16 left = start;
  Floats16 bottom = start;
  Floats16 sum_w = {};
  Floats16 sum_h = {};
  for (std::int64_t k = 0; k < bins; ++k) {
    sum_w += spline::kSmallest + widths.scale * widths.powers[k];
    sum_h += spline::kSmallest + heights.scale * heights.powers[k];
    const bool last = k + 1 == bins;  // ends exactly at the bound, whatever the rounding
    const Floats16 right = last ? all16(bound) : spline::end_of_bin(sum_w, bound);
    const Floats16 top = last ? all16(bound) : spline::end_of_bin(sum_h, bound);
    const Ints16 before = less16(x, left);  // the last bin for which this does not hold is the one
    bin.x = select16(before, bin.x, left);
    bin.y = select16(before, bin.y, bottom);
    bin.w = select16(before, bin.w, right - left);
    bin.h = select16(before, bin.h, top - bottom);
    bin.d0 = select16(before, bin.d0, k == 0 ? Floats16{} : inner[k - 1]);
    bin.d1 = select16(before, bin.d1, last ? Floats16{} : inner[k]);
    left = right;
    bottom = top;
  }
  bin.d0 = derivative_of(bin.d0);  // at both bounds of parameter 0: the identity's
  bin.d1 = derivative_of(bin.d1);
  return bin;
}

// 16 elements: equations 4 and 5.
__attribute__((always_inline)) inline void spline_lanes(Floats16 x, const Floats16* parameters,
                                                        std::int64_t bins, float bound, Floats16& y,
                                                        Floats16& log_derivative) {
  // By bits, in which infinity and NaN are larger than all else.
  const Ints16 outside = (bits16(all16(bound)) - (bits16(x) & 0x7FFFFFFF)) >> 31;
  const Floats16 safe = select16(outside, Floats16{}, x);
  const Bin bin = bin_of(safe, parameters, bins, bound);
  const spline::Point<Floats16> within = spline::rational_quadratic(safe, bin);
  y = select16(outside, x, within.y);
  log_derivative = select16(outside, Floats16{}, log16(within.slope));
}

// `count` elements that lie together, with their parameters.
GOODPARTS_SIMD
void spline_elements(const float* x, const float* parameters, std::int64_t count, std::int64_t bins,
                     float bound, float* y, float* log_derivatives) {
  const std::int64_t each = 3 * bins - 1;
  for (std::int64_t first = 0; first < count; first += kLanes) {
    const std::int64_t held = std::min(kLanes, count - first);
    Floats16 sorted[3 * kMostBins];
    float* const columns = reinterpret_cast<float*>(sorted);
    if (held < kLanes) {
      std::memset(sorted, 0, static_cast<std::size_t>(each) * sizeof(Floats16));
    }
    for (std::int64_t lane = 0; lane < held; ++lane) {
      const float* const from = parameters + (first + lane) * each;
      for (std::int64_t p = 0; p < each; ++p) {
        columns[p * kLanes + lane] = from[p];
      }
    }
    Floats16 value;
    Floats16 log_derivative;
    spline_lanes(load(x + first, held), sorted, bins, bound, value, log_derivative);
    store(value, y + first, held);
    store(log_derivative, log_derivatives + first, held);
  }
}

}  // namespace

void affine_coupling(const Context& context, const float* x, const float* log_scale,
                     const float* shift, std::int64_t rows, std::int64_t cols,
                     std::int64_t x_stride, std::int64_t parameter_stride, std::int64_t y_stride,
                     double clamp, float* y, float* log_det) {
  assert(rows >= 0 && cols > 0 && clamp > 0.0);
  if (context.device == Device::kCuda) {
    cuda::affine_coupling(x, log_scale, shift, rows, cols, x_stride, parameter_stride, y_stride,
                          static_cast<float>(clamp), y, log_det);
    return;
  }
  const std::int64_t at_once = std::max<std::int64_t>(1, kBlock / cols);
  parallel_for(context.threads, (rows + at_once - 1) / at_once, [&](std::int64_t block) {
    const std::int64_t end = std::min(rows, (block + 1) * at_once);
    for (std::int64_t row = block * at_once; row < end; ++row) {
      const double sum = affine_row(x + row * x_stride, log_scale + row * parameter_stride,
                                    shift + row * parameter_stride, cols, static_cast<float>(clamp),
                                    y + row * y_stride);
      log_det[row] += static_cast<float>(sum);
    }
  });
}

void spline_coupling(const Context& context, const float* x, const float* parameters,
                     std::int64_t rows, std::int64_t cols, std::int64_t x_stride,
                     std::int64_t y_stride, std::int64_t bins, double bound, float* y,
                     float* log_det) {
  assert(rows >= 0 && cols > 0 && bins >= 2 && bins <= kMostBins && bound > 0.0);
  if (context.device == Device::kCuda) {
    cuda::spline_coupling(x, parameters, rows, cols, x_stride, y_stride, bins,
                          static_cast<float>(bound), y, log_det);
    return;
  }
  const std::int64_t each = 3 * bins - 1;
  const std::int64_t at_once = std::max<std::int64_t>(1, kBlock / cols);
  parallel_for(context.threads, (rows + at_once - 1) / at_once, [&](std::int64_t block) {
    const std::int64_t first = block * at_once;
    const std::int64_t held = std::min(at_once, rows - first);
    std::vector<float> in(static_cast<std::size_t>(held * cols));
    std::vector<float> out(in.size());
    std::vector<float> logs(in.size());
    for (std::int64_t row = 0; row < held; ++row) {
      std::copy_n(x + (first + row) * x_stride, cols, in.data() + row * cols);
    }
    spline_elements(in.data(), parameters + first * cols * each, held * cols, bins,
                    static_cast<float>(bound), out.data(), logs.data());
    for (std::int64_t row = 0; row < held; ++row) {
      std::copy_n(out.data() + row * cols, cols, y + (first + row) * y_stride);
      double sum = 0.0;
      for (std::int64_t c = 0; c < cols; ++c) {
        sum += static_cast<double>(logs[static_cast<std::size_t>(row * cols + c)]);
      }
      log_det[first + row] += static_cast<float>(sum);
    }
  });
}

}  // namespace goodparts
