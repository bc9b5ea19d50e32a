// Path lengths of many complete rows in a forest on the GPU: the sums of path_lengths_reference.h,
// bit for bit. C++17.
#pragma once

#include <cstdint>
#include <memory>

#include "kernels/forest/flat_forest.h"

namespace goodparts::cuda {

class ForestWalk {
 public:
  explicit ForestWalk(const FlatForest& forest);  // copied to the device
  ~ForestWalk();
  ForestWalk(const ForestWalk&) = delete;
  ForestWalk& operator=(const ForestWalk&) = delete;

  // Adds the path lengths of each row in all trees, in their order, to sums[row]. rows: count ×
  // columns of the forest, no NaN. In host memory.
  void add_to(double* sums, const float* rows, std::int64_t count) const;
  // The same in device memory.
  void add_to_on_device(double* sums, const float* rows, std::int64_t count) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goodparts::cuda
