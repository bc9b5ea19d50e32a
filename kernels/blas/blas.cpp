#include "kernels/blas/blas.h"

#include <cblas.h>

#include <cassert>

namespace goodparts {

void multiply_transposed(MatrixView a, MatrixView b, float* out) {
  assert(a.cols == b.cols);
  [[maybe_unused]] static const bool single_threaded = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  const auto to_int = [](std::int64_t value) { return static_cast<blasint>(value); };
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, to_int(a.rows), to_int(b.rows),
              to_int(a.cols), 1.0F, a.data, to_int(a.cols), b.data, to_int(b.cols), 0.0F, out,
              to_int(b.rows));
}

}  // namespace goodparts
