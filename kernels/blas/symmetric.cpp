// LAPACK reads matrices column by column, where a row-major lower triangle is an upper one.
#include "kernels/blas/symmetric.h"

#include <cblas.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/blas/single_threaded.h"

extern "C" {  // LAPACK, whose Fortran interface has no header; the last arguments are the texts'
              // lengths
void dpotrf_(const char* uplo, const blasint* n, double* a, const blasint* lda, blasint* info,
             std::size_t);
void dtrtri_(const char* uplo, const char* diag, const blasint* n, double* a, const blasint* lda,
             blasint* info, std::size_t, std::size_t);
void dsyevr_(const char* jobz, const char* range, const char* uplo, const blasint* n, double* a,
             const blasint* lda, const double* vl, const double* vu, const blasint* il,
             const blasint* iu, const double* abstol, blasint* m, double* w, double* z,
             const blasint* ldz, blasint* isuppz, double* work, const blasint* lwork,
             blasint* iwork, const blasint* liwork, blasint* info, std::size_t, std::size_t,
             std::size_t);
}

namespace goodparts {
namespace {

blasint to_int(std::int64_t value) { return static_cast<blasint>(value); }

}  // namespace

void gram_lower(const double* rows, std::int64_t count, std::int64_t cols, double* out) {
  use_one_blas_thread();
  cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, to_int(cols), to_int(count), 1.0, rows,
              to_int(cols), 0.0, out, to_int(cols));
}

bool cholesky_lower(double* matrix, std::int64_t size) {
  use_one_blas_thread();
  const blasint n = to_int(size);
  blasint info = 0;
  dpotrf_("U", &n, matrix, &n, &info, 1);
  assert(info >= 0);
  return info == 0;
}

void invert_lower(double* triangle, std::int64_t size) {
  use_one_blas_thread();
  const blasint n = to_int(size);
  blasint info = 0;
  dtrtri_("U", "N", &n, triangle, &n, &info, 1, 1);
  assert(info == 0);
}

// All pairs are computed: LAPACK's method for all of them is faster than its method for some.
Eigenpairs leading_eigenpairs(double* matrix, std::int64_t size, std::int64_t count) {
  assert(count >= 1 && count <= size);
  use_one_blas_thread();
  const blasint n = to_int(size);
  const double unused = 0.0;
  const blasint none = 0;
  blasint found = 0;
  blasint info = 0;
  std::vector<double> values(static_cast<std::size_t>(size));
  std::vector<double> vectors(static_cast<std::size_t>(size * size));
  std::vector<blasint> support(static_cast<std::size_t>(2 * size));
  double work_size = 0.0;
  blasint integer_work_size = 0;
  const auto call = [&](double* work, blasint work_length, blasint* integers,
                        blasint integer_length) {
    dsyevr_("V", "A", "U", &n, matrix, &n, &unused, &unused, &none, &none, &unused, &found,
            values.data(), vectors.data(), &n, support.data(), work, &work_length, integers,
            &integer_length, &info, 1, 1, 1);
    assert(info == 0);
  };
  call(&work_size, -1, &integer_work_size, -1);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<blasint> integers(static_cast<std::size_t>(integer_work_size));
  call(work.data(), static_cast<blasint>(work.size()), integers.data(), integer_work_size);
  Eigenpairs result;  // LAPACK's come smallest first
  for (std::int64_t i = size - 1; i >= size - count; --i) {
    result.values.push_back(values[static_cast<std::size_t>(i)]);
    result.vectors.insert(result.vectors.end(), vectors.begin() + i * size,
                          vectors.begin() + (i + 1) * size);
  }
  return result;
}

}  // namespace goodparts
