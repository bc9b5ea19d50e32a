#include "kernels/coreset/greedy_k_centre_reference.h"

#include <algorithm>

#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

// Lowers `distances` by those to `centre`; returns the first of the points that are farthest then.
GOODPARTS_SIMD
std::int64_t update_and_find_farthest(MatrixView points, const float* centre, float* distances) {
  std::int64_t farthest = 0;
  for (std::int64_t i = 0; i < points.rows; ++i) {
    distances[i] =
        std::min(distances[i], inline_squared_distance(points.row(i), centre, points.cols));
    if (distances[i] > distances[farthest]) {
      farthest = i;
    }
  }
  return farthest;
}

}  // namespace

std::vector<std::int64_t> greedy_k_centre_reference(MatrixView points,
                                                    std::span<const float> squared_start,
                                                    std::int64_t count) {
  std::vector<float> distances(squared_start.begin(), squared_start.end());
  std::vector<std::int64_t> chosen;
  std::int64_t farthest = std::max_element(distances.begin(), distances.end()) - distances.begin();
  while (static_cast<std::int64_t>(chosen.size()) < count &&
         distances[static_cast<std::size_t>(farthest)] > 0.0F) {
    chosen.push_back(farthest);
    farthest = update_and_find_farthest(points, points.row(farthest), distances.data());
  }
  return chosen;
}

}  // namespace goodparts
