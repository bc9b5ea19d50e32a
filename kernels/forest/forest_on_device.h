// The GPU's copy of a forest, made when it first scores there.
#pragma once

#include <memory>
#include <mutex>

#include "kernels/forest/path_lengths_cuda.h"

namespace goodparts {

class ForestOnDevice {
 public:
  const cuda::ForestWalk& of(const FlatForest& forest) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (walk_ == nullptr) {
      walk_ = std::make_unique<cuda::ForestWalk>(forest);
    }
    return *walk_;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<cuda::ForestWalk> walk_;
};

}  // namespace goodparts
