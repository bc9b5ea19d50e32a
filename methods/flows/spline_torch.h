// Monotonic rational-quadratic splines with linear tails (Durkan et al. 2019, "Neural spline
// flows", arXiv 1906.04032, section 3.1): elementwise, invertible, with exact derivatives. Only
// *_torch.cpp files may include this.
//
// On [−bound, bound] the function is a rational-quadratic spline of `bins` bins; outside it is the
// identity, with which it agrees in value and first derivative at both ends.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace goodparts {

struct SplineShape {
  std::int64_t bins = 8;
  double bound = 5.0;

  // Numbers that describe one spline: `bins` widths, `bins` heights, `bins` − 1 inner derivatives.
  std::int64_t parameters() const { return 3 * bins - 1; }
};

struct Transformed {
  torch::Tensor values;
  torch::Tensor log_derivative;  // ln |d values / d input|, of the same shape
};

// x: any shape S; parameters: S × shape.parameters(), unbounded. All parameters 0: the identity.
// Widths and heights are softmax shares of 2 · bound, each at least 0.001 of it; derivatives are
// softplus with at least 0.001.
Transformed spline_forward(const torch::Tensor& x, const torch::Tensor& parameters,
                           const SplineShape& shape);
// The inverse function: log_derivative is that of the inverse.
Transformed spline_inverse(const torch::Tensor& y, const torch::Tensor& parameters,
                           const SplineShape& shape);

}  // namespace goodparts
