#include "methods/patchcore/memory_bank.h"

#include <algorithm>
#include <numeric>

#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/projection/random_projection.h"

namespace goodparts {
namespace {

constexpr double kJohnsonLindenstraussEps = 0.9;  // anomalib's

// What the convention selects on: projected features, or the features where a projection would not
// make them shorter. `room` holds them where the store does not.
MatrixView selection_points(const Context& context, const FeatureStore& features,
                            const PatchCoreConfig& config, std::vector<float>& room) {
  const bool anomalib = config.is_anomalib();
  const std::int64_t dim =
      anomalib ? johnson_lindenstrauss_dimension(features.rows(), kJohnsonLindenstraussEps)
               : config.projection_dim;
  if (dim < 1 || dim >= features.dim()) {
    return {features.read(0, features.rows(), room), features.rows(), features.dim()};
  }
  Rng rng = context.rng("projection");
  const Projection projection = anomalib ? sparse_projection(rng, features.dim(), dim)
                                         : uniform_projection(rng, features.dim(), dim);
  room = project(
      context, features.rows(),
      [&](std::int64_t first, std::int64_t count, std::vector<float>& space) {
        return features.read(first, count, space);
      },
      projection);
  return {room.data(), features.rows(), dim};
}

// Adds rows in order until there are `least`.
void fill_up(std::vector<std::int64_t>& chosen, std::int64_t least) {
  for (std::int64_t row = 0; static_cast<std::int64_t>(chosen.size()) < least; ++row) {
    if (std::find(chosen.begin(), chosen.end(), row) == chosen.end()) {
      chosen.push_back(row);
    }
  }
}

}  // namespace

std::vector<std::int64_t> select_coreset(const Context& context, const FeatureStore& features,
                                         const PatchCoreConfig& config) {
  if (config.coreset_ratio >= 1.0) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(features.rows()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
  }
  const std::int64_t least = std::min(features.rows(), config.neighbours_wanted());
  const auto share =
      static_cast<std::int64_t>(static_cast<double>(features.rows()) * config.coreset_ratio);
  const std::int64_t count = std::max(least, share);
  std::vector<float> room;
  const MatrixView points = selection_points(context, features, config, room);
  std::vector<std::int64_t> chosen =
      config.is_anomalib()
          ? greedy_coreset(context, points, count)
          : approximate_greedy_coreset(context, points, count, config.starting_points);
  fill_up(chosen, least);
  return chosen;
}

}  // namespace goodparts
