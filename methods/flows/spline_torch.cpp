#include <cassert>
#include <cmath>

#include "methods/flows/spline_torch.h"

namespace goodparts {
namespace {

constexpr double kSmallest = 1e-3;  // share of a bin's width and height, and derivative

// The bin of each value, in the letters of the paper: a corner (x, y), width w, height h, the
// derivatives d0 and d1 at both ends, and the slope s = h / w.
struct Bin {
  torch::Tensor x, y, w, h, d0, d1, s;
};

// S × (bins + 1) knots from −bound to bound.
torch::Tensor knots_of(const torch::Tensor& parameters, const SplineShape& shape) {
  const double spread = 1.0 - kSmallest * static_cast<double>(shape.bins);
  const torch::Tensor shares = kSmallest + spread * torch::softmax(parameters, -1);
  const torch::Tensor inner =
      2.0 * shape.bound * torch::cumsum(shares, -1).narrow(-1, 0, shape.bins - 1) - shape.bound;
  std::vector<std::int64_t> ends = parameters.sizes().vec();
  ends.back() = 1;
  // The ends exactly, whatever the shares' rounding.
  return torch::cat({torch::full(ends, -shape.bound, parameters.options()), inner,
                     torch::full(ends, shape.bound, parameters.options())},
                    -1);
}

torch::Tensor derivatives_of(const torch::Tensor& parameters) {
  static const double identity = std::log(std::exp(1.0 - kSmallest) - 1.0);  // parameter 0 gives 1
  const torch::Tensor inner = kSmallest + torch::softplus(parameters + identity);
  std::vector<std::int64_t> ends = parameters.sizes().vec();
  ends.back() = 1;
  const torch::Tensor one = torch::ones(ends, parameters.options());
  return torch::cat({one, inner, one}, -1);
}

torch::Tensor at(const torch::Tensor& all, const torch::Tensor& index) {
  return all.gather(-1, index).squeeze(-1);
}

// The bin that holds `value`, found along x or, for the inverse, along y.
Bin bin_of(const torch::Tensor& value, const torch::Tensor& parameters, const SplineShape& shape,
           bool along_y) {
  assert(parameters.size(-1) == shape.parameters());
  const std::int64_t bins = shape.bins;
  const torch::Tensor x = knots_of(parameters.narrow(-1, 0, bins), shape);
  const torch::Tensor y = knots_of(parameters.narrow(-1, bins, bins), shape);
  const torch::Tensor d = derivatives_of(parameters.narrow(-1, 2 * bins, bins - 1));
  const torch::Tensor inner = (along_y ? y : x).detach().narrow(-1, 1, bins - 1);
  const torch::Tensor left = value.detach().unsqueeze(-1).ge(inner).sum(-1, /*keepdim=*/true);
  const torch::Tensor right = left + 1;
  Bin bin;
  bin.x = at(x, left);
  bin.y = at(y, left);
  bin.w = at(x, right) - bin.x;
  bin.h = at(y, right) - bin.y;
  bin.d0 = at(d, left);
  bin.d1 = at(d, right);
  bin.s = bin.h / bin.w;
  return bin;
}

// ln dy/dx, equation 5; t = ξ, the place within the bin.
torch::Tensor log_slope(const Bin& bin, const torch::Tensor& t) {
  const torch::Tensor rest = 1.0 - t;
  const torch::Tensor denominator = bin.s + (bin.d1 + bin.d0 - 2.0 * bin.s) * t * rest;
  const torch::Tensor numerator =
      bin.d1 * t.square() + 2.0 * bin.s * t * rest + bin.d0 * rest.square();
  return 2.0 * torch::log(bin.s) + torch::log(numerator) - 2.0 * torch::log(denominator);
}

// The spline within the bound, the identity elsewhere.
Transformed with_tails(const torch::Tensor& input, const torch::Tensor& inside,
                       const torch::Tensor& output, const torch::Tensor& log_derivative) {
  return {torch::where(inside, output, input),
          torch::where(inside, log_derivative, torch::zeros_like(input))};
}

}  // namespace

Transformed spline_forward(const torch::Tensor& x, const torch::Tensor& parameters,
                           const SplineShape& shape) {
  // Values outside take part at a harmless place, so that no infinity reaches the gradients.
  const torch::Tensor inside = x.abs().le(shape.bound);
  const torch::Tensor safe = torch::where(inside, x, torch::zeros_like(x));
  const Bin bin = bin_of(safe, parameters, shape, /*along_y=*/false);
  const torch::Tensor t = (safe - bin.x) / bin.w;
  const torch::Tensor mixed = t * (1.0 - t);
  const torch::Tensor y = bin.y + bin.h * (bin.s * t.square() + bin.d0 * mixed) /
                                      (bin.s + (bin.d1 + bin.d0 - 2.0 * bin.s) * mixed);
  return with_tails(x, inside, y, log_slope(bin, t));
}

Transformed spline_inverse(const torch::Tensor& y, const torch::Tensor& parameters,
                           const SplineShape& shape) {
  const torch::Tensor inside = y.abs().le(shape.bound);
  const torch::Tensor safe = torch::where(inside, y, torch::zeros_like(y));
  const Bin bin = bin_of(safe, parameters, shape, /*along_y=*/true);
  // Equations 6 to 8, in the form of the root that does not cancel.
  const torch::Tensor rise = safe - bin.y;
  const torch::Tensor curve = bin.d1 + bin.d0 - 2.0 * bin.s;
  const torch::Tensor a = bin.h * (bin.s - bin.d0) + rise * curve;
  const torch::Tensor b = bin.h * bin.d0 - rise * curve;
  const torch::Tensor c = -bin.s * rise;
  const torch::Tensor root = torch::sqrt((b.square() - 4.0 * a * c).clamp_min(0.0));
  const torch::Tensor t = 2.0 * c / (-b - root);
  return with_tails(y, inside, bin.x + t * bin.w, -log_slope(bin, t));
}

}  // namespace goodparts
