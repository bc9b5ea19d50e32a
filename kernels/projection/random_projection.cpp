#include "kernels/projection/random_projection.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"
#include "kernels/blas/blas.h"

namespace goodparts {

Projection uniform_projection(Rng& rng, std::int64_t from, std::int64_t to) {
  Projection projection{from, to, std::vector<float>(static_cast<std::size_t>(from * to))};
  const double bound = 1.0 / std::sqrt(static_cast<double>(from));
  for (float& weight : projection.weights) {
    weight = static_cast<float>(rng.uniform(-bound, bound));
  }
  return projection;
}

Projection sparse_projection(Rng& rng, std::int64_t from, std::int64_t to) {
  Projection projection{from, to, std::vector<float>(static_cast<std::size_t>(from * to))};
  const double density = 1.0 / std::sqrt(static_cast<double>(from));
  const auto value = static_cast<float>(std::sqrt(1.0 / density / static_cast<double>(to)));
  for (float& weight : projection.weights) {
    if (rng.chance(density)) {
      weight = rng.chance(0.5) ? value : -value;
    }
  }
  return projection;
}

std::int64_t johnson_lindenstrauss_dimension(std::int64_t points, double eps) {
  assert(points > 0 && eps > 0.0 && eps < 1.0);
  const double denominator = eps * eps / 2.0 - eps * eps * eps / 3.0;
  return static_cast<std::int64_t>(4.0 * std::log(static_cast<double>(points)) / denominator);
}

std::vector<float> project(const Context& context, MatrixView points,
                           const Projection& projection) {
  assert(points.cols == projection.from);
  return project(
      context, points.rows,
      [&](std::int64_t first, std::int64_t, std::vector<float>&) { return points.row(first); },
      projection);
}

std::vector<float> project(const Context& context, std::int64_t rows, const RowReader& read,
                           const Projection& projection) {
  constexpr std::int64_t kBlock = 1024;
  std::vector<float> result(static_cast<std::size_t>(rows * projection.to));
  const MatrixView weights{projection.weights.data(), projection.to, projection.from};
  parallel_for(context.threads, (rows + kBlock - 1) / kBlock, [&](std::int64_t block) {
    const std::int64_t begin = block * kBlock;
    const std::int64_t count = std::min(kBlock, rows - begin);
    std::vector<float> room;
    const float* const values = read(begin, count, room);
    multiply_transposed({values, count, projection.from}, weights,
                        result.data() + begin * projection.to);
  });
  return result;
}

}  // namespace goodparts
