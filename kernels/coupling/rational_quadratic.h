// The monotonic rational-quadratic function of one bin (Durkan et al. 2019, arXiv 1906.04032,
// equations 4 and 5) and what its parameters turn into; for one number, as on the GPU, and for
// vectors of them, as on the CPU. Forced inline, so that it is compiled for the machine of the
// function that uses it. C++17.
#pragma once

#include "kernels/cuda/host_device.h"

#define GOODPARTS_INLINE __attribute__((always_inline)) GOODPARTS_HOST_DEVICE inline

namespace goodparts::spline {

constexpr float kSmallest = 1e-3F;        // share of a bin's width and height, and derivative
constexpr float kIdentity = 0.53974242F;  // ln(e^(1 − kSmallest) − 1): added to a derivative's
                                          // parameter, so that 0 gives the derivative 1
constexpr float kLinear = 20.0F;          // from here on softplus(u) is u

template <class Real>
struct Bin {  // in the letters of the paper: corner (x, y), width, height, derivatives at both ends
  Real x, y, w, h, d0, d1;
};

template <class Real>
struct Point {
  Real y;
  Real slope;
};

// What turns the power of a parameter into its bin's share: kSmallest + scale · power.
template <class Real>
GOODPARTS_INLINE Real share_scale(Real sum_of_powers, float bins) {
  return (1.0F - kSmallest * bins) / sum_of_powers;
}

// Where a bin ends, given the sum of the shares up to it.
template <class Real>
GOODPARTS_INLINE Real end_of_bin(Real sum_of_shares, float bound) {
  return 2.0F * bound * sum_of_shares - bound;
}

// x within the bin.
template <class Real>
GOODPARTS_INLINE Point<Real> rational_quadratic(Real x, const Bin<Real>& bin) {
  const Real s = bin.h / bin.w;
  const Real t = (x - bin.x) / bin.w;
  const Real rest = 1.0F - t;
  const Real mixed = t * rest;
  const Real denominator = s + (bin.d1 + bin.d0 - 2.0F * s) * mixed;
  const Real numerator = bin.d1 * t * t + 2.0F * s * mixed + bin.d0 * rest * rest;
  const Real ratio = s / denominator;
  return {bin.y + bin.h * (s * t * t + bin.d0 * mixed) / denominator, ratio * ratio * numerator};
}

}  // namespace goodparts::spline
