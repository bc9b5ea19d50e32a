// Stands in for kernels/blas where there is no OpenBLAS: nothing that computes on the GPU needs it.
#include "kernels/base/error.h"
#include "kernels/blas/blas.h"
#include "kernels/blas/single_threaded.h"
#include "kernels/blas/symmetric.h"

namespace goodparts {
namespace {

[[noreturn]] void refuse() {
  throw Error(ErrorKind::kUnavailable, "gpu_check was built without OpenBLAS");
}

}  // namespace

void use_one_blas_thread() {}
void multiply_transposed(MatrixView, MatrixView, float*) { refuse(); }
void gram_lower(const double*, std::int64_t, std::int64_t, double*) { refuse(); }
bool cholesky_lower(double*, std::int64_t) { refuse(); }
void invert_lower(double*, std::int64_t) { refuse(); }
Eigenpairs leading_eigenpairs(double*, std::int64_t, std::int64_t) { refuse(); }

}  // namespace goodparts
