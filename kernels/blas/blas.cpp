#include "kernels/blas/blas.h"

#include <cblas.h>

#include <cassert>

#include "kernels/blas/single_threaded.h"

namespace goodparts {

void use_one_blas_thread() {
  [[maybe_unused]] static const bool done = [] {
    openblas_set_num_threads(1);
    return true;
  }();
}

void multiply_transposed(MatrixView a, MatrixView b, float* out) {
  assert(a.cols == b.cols);
  use_one_blas_thread();
  const auto to_int = [](std::int64_t value) { return static_cast<blasint>(value); };
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, to_int(a.rows), to_int(b.rows),
              to_int(a.cols), 1.0F, a.data, to_int(a.cols), b.data, to_int(b.cols), 0.0F, out,
              to_int(b.rows));
}

}  // namespace goodparts
