// Symmetric matrices in double precision, from OpenBLAS and its LAPACK: the few operations that
// Gaussians need. Row-major; each call runs on the calling thread alone.
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts {

// The lower triangle of rowsᵀ rows into `out` (cols × cols); what lies above it is left as it is.
void gram_lower(const double* rows, std::int64_t count, std::int64_t cols, double* out);

// In place: the lower triangle of a symmetric matrix → its factor L with L Lᵀ = matrix. False where
// the matrix is not positive definite.
bool cholesky_lower(double* matrix, std::int64_t size);

// In place: a lower triangle with non-zero diagonal → its inverse.
void invert_lower(double* triangle, std::int64_t size);

struct Eigenpairs {
  std::vector<double> values;   // largest first
  std::vector<double> vectors;  // one a row, of length 1
};

// The `count` largest eigenvalues and their vectors, 1 <= count <= size; reads the lower triangle,
// which is destroyed.
Eigenpairs leading_eigenpairs(double* matrix, std::int64_t size, std::int64_t count);

}  // namespace goodparts
