// The one matrix product that goodparts takes from OpenBLAS. Each call runs on the calling thread
// alone; callers spread blocks over threads themselves, so results do not depend on the number of
// threads.
#pragma once

#include "kernels/base/matrix_view.h"

namespace goodparts {

// out = a bᵀ, row-major, a.rows × b.rows; a.cols == b.cols.
void multiply_transposed(MatrixView a, MatrixView b, float* out);

}  // namespace goodparts
