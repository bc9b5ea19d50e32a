#include "methods/patchcore/memory_bank.h"

#include <algorithm>
#include <numeric>

#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/projection/random_projection.h"

namespace goodparts {
namespace {

constexpr double kJohnsonLindenstraussEps = 0.9;  // anomalib's

// The projection that the convention selects on; nothing where it would not make the vectors
// shorter.
std::vector<float> projected(const Context& context, MatrixView features,
                             const PatchCoreConfig& config, std::int64_t& dim) {
  const bool original = config.is_original();
  dim = original ? config.projection_dim
                 : johnson_lindenstrauss_dimension(features.rows, kJohnsonLindenstraussEps);
  if (dim < 1 || dim >= features.cols) {
    return {};
  }
  Rng rng = context.rng("projection");
  return project(context, features,
                 original ? uniform_projection(rng, features.cols, dim)
                          : sparse_projection(rng, features.cols, dim));
}

}  // namespace

std::vector<std::int64_t> select_coreset(const Context& context, MatrixView features,
                                         const PatchCoreConfig& config) {
  if (config.coreset_ratio >= 1.0) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(features.rows));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
  }
  const auto count = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(static_cast<double>(features.rows) * config.coreset_ratio));
  std::int64_t dim = 0;
  const std::vector<float> shorter = projected(context, features, config, dim);
  const MatrixView points =
      shorter.empty() ? features : MatrixView{shorter.data(), features.rows, dim};
  return config.is_original()
             ? approximate_greedy_coreset(context, points, count, config.starting_points)
             : greedy_coreset(context, points, count);
}

}  // namespace goodparts
