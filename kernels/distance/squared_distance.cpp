#include "kernels/distance/squared_distance.h"

namespace goodparts {

GOODPARTS_SIMD
float squared_distance(const float* a, const float* b, std::int64_t size) {
  return inline_squared_distance(a, b, size);
}

GOODPARTS_SIMD
void squared_distances(MatrixView points, std::int64_t begin, std::int64_t end, const float* to,
                       float* out) {
  for (std::int64_t i = begin; i < end; ++i) {
    out[i - begin] = inline_squared_distance(points.row(i), to, points.cols);
  }
}

}  // namespace goodparts
