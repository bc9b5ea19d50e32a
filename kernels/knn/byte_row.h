// A row of numbers rounded to eight bits about a centre.
#pragma once

#include <cstdint>

namespace goodparts {

// row − centre = scale × values + residual; the norms are Euclidean, exact but for the rounding of
// double precision.
struct ByteRow {
  float scale = 0.0F;
  double squared_norm = 0.0;  // of row − centre
  double rounded_norm = 0.0;  // of scale × values
  double residual_norm = 0.0;
};

// Writes `cols` values, each −127 … 127. Finite numbers.
ByteRow round_to_bytes(const float* row, const float* centre, std::int64_t cols,
                       std::int8_t* values);

}  // namespace goodparts
