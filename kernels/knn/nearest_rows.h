// The k nearest rows of a memory bank, by Euclidean distance.
//
// Candidates come from blocked matrix products (‖x‖² + ‖y‖² − 2xy); those that rounding leaves in
// doubt are kept, and all are computed again from the differences. So the result is that of
// comparing every pair directly: it carries no cancellation error and does not depend on threads or
// on the other queries.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"

namespace goodparts {

struct Neighbours {
  std::int64_t k = 0;
  std::vector<float> squared_distances;  // k for each query, nearest first
  std::vector<std::int64_t> rows;        // of the bank; equal distances in row order
};

class NearestRows {
 public:
  // The bank must outlive this object; finite values, at least one row.
  explicit NearestRows(MatrixView bank);

  // 1 <= k <= bank.rows; queries.cols == bank.cols, finite values.
  Neighbours search(const Context& context, MatrixView queries, std::int64_t k) const;

 private:
  class Shortlist;

  // How far an approximate distance to `query` may stray from another without meaning anything.
  float margin(const float* query) const;
  std::vector<Shortlist> shortlists(const Context& context, MatrixView queries,
                                    std::int64_t k) const;

  MatrixView bank_;
  std::vector<float> squared_norms_;
  float largest_squared_norm_ = 0.0F;
};

}  // namespace goodparts
