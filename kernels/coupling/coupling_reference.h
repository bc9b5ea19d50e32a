// The coupling transforms of one value, in double precision, straight from the papers.
#pragma once

#include <cstdint>

namespace goodparts {

struct CoupledValue {
  double y = 0.0;
  double log_derivative = 0.0;
};

CoupledValue affine_value(double x, double log_scale, double shift, double clamp);
// parameters: 3 · bins − 1.
CoupledValue spline_value(double x, const float* parameters, std::int64_t bins, double bound);

}  // namespace goodparts
