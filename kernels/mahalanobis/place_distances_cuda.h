// Mahalanobis distances to the Gaussians of a grid of places on the GPU (place_distances.h). Dot
// products are summed in float in another order than the CPU's: each is off by at most
// (dim / 32 + 5) × 2^−24 (low rank) or dim × 2^−24 (full) of the sum of its terms' magnitudes.
// Squares are summed in double. A result depends on its vector and its place alone. C++17.
#pragma once

#include <cstdint>
#include <memory>

namespace goodparts::cuda {

// Keeps means and factors on the device.
class PlaceDistances {
 public:
  // Host memory, laid out as for full_distances (rank 0) or low_rank_distances.
  PlaceDistances(const float* means, const float* factors, std::int64_t places, std::int64_t dim,
                 std::int64_t rank);
  ~PlaceDistances();
  PlaceDistances(const PlaceDistances&) = delete;
  PlaceDistances& operator=(const PlaceDistances&) = delete;

  // samples: count × places × dim; distances: count × places; in host memory.
  void compute(const float* samples, std::int64_t count, float* distances) const;
  // The same in device memory.
  void compute_on_device(const float* samples, std::int64_t count, float* distances) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goodparts::cuda
