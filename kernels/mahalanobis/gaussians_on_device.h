// The GPU's copy of Gaussians, made when distances to them are first computed there.
#pragma once

#include <memory>
#include <mutex>

#include "kernels/mahalanobis/place_distances_cuda.h"
#include "kernels/mahalanobis/place_gaussians.h"

namespace goodparts {

class GaussiansOnDevice {
 public:
  const cuda::PlaceDistances& of(const PlaceGaussians& gaussians) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (distances_ == nullptr) {
      distances_ =
          std::make_unique<cuda::PlaceDistances>(gaussians.means.data(), gaussians.factors.data(),
                                                 gaussians.places, gaussians.dim, gaussians.rank);
    }
    return *distances_;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<cuda::PlaceDistances> distances_;
};

}  // namespace goodparts
