#include <cassert>

#include "kernels/mahalanobis/gaussians_on_device.h"
#include "kernels/mahalanobis/place_distances.h"
#include "kernels/mahalanobis/place_gaussians.h"

namespace goodparts {

std::vector<float> mahalanobis_distances(const Context& context, const PlaceGaussians& gaussians,
                                         std::span<const float> samples, std::int64_t count) {
  const std::int64_t places = gaussians.places;
  const std::int64_t dim = gaussians.dim;
  assert(static_cast<std::int64_t>(samples.size()) == count * places * dim);
  context.check_cancelled();
  std::vector<float> distances(static_cast<std::size_t>(count * places));
  if (context.device == Device::kCuda) {
    gaussians.on_device->of(gaussians).compute(samples.data(), count, distances.data());
    return distances;
  }
  if (gaussians.rank == 0) {
    full_distances(gaussians.means.data(), gaussians.factors.data(), places, dim, samples.data(),
                   count, distances.data(), context.threads);
  } else {
    low_rank_distances(gaussians.means.data(), gaussians.factors.data(), places, dim,
                       gaussians.rank, samples.data(), count, distances.data(), context.threads);
  }
  return distances;
}

}  // namespace goodparts
