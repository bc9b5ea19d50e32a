// Random projections onto fewer dimensions, which keep distances roughly (Johnson & Lindenstrauss
// 1984). Coreset selection runs on projected features.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"

namespace goodparts {

// A matrix of `to` rows and `from` columns, row-major.
struct Projection {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::vector<float> weights;
};

// Entries uniform in ±1/√from: the untrained linear layer of PatchCore's original release.
Projection uniform_projection(Rng& rng, std::int64_t from, std::int64_t to);

// Li, Hastie & Church 2006 with density 1/√from, as in scikit-learn and anomalib: each entry is
// non-zero with that probability and then ±√(√from / to).
Projection sparse_projection(Rng& rng, std::int64_t from, std::int64_t to);

// Dimensions that keep the pairwise distances of `points` points within a factor 1 ± eps: ⌊4 ln n /
// (eps²/2 − eps³/3)⌋.
std::int64_t johnson_lindenstrauss_dimension(std::int64_t points, double eps);

// Each row of `points` projected: points.rows × projection.to, row-major.
std::vector<float> project(const Context& context, MatrixView points, const Projection& projection);

// The same for rows that are not floats in memory: `read` gives those from `first` on, put into
// `room` where it needs some. Called from several threads at once.
using RowReader =
    std::function<const float*(std::int64_t first, std::int64_t count, std::vector<float>& room)>;
std::vector<float> project(const Context& context, std::int64_t rows, const RowReader& read,
                           const Projection& projection);

}  // namespace goodparts
