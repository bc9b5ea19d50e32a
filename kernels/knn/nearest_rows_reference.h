// The k nearest rows by comparing every pair: what kernels/knn/nearest_rows.h must equal.
#pragma once

#include "kernels/knn/nearest_rows.h"

namespace goodparts {

Neighbours nearest_rows_reference(MatrixView bank, MatrixView queries, std::int64_t k);

}  // namespace goodparts
