// Path lengths of many rows in a forest of column splits, on the device of the context: the sums of
// path_lengths.h, bit for bit, whatever the device, the threads and the other rows.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"
#include "kernels/forest/flat_forest.h"

namespace goodparts {

class ForestOnDevice;
class PathLengths;

class PathSums {
 public:
  static constexpr std::int64_t kBlock = 1024;  // rows that with one tree stay in the cache

  explicit PathSums(FlatForest forest);
  ~PathSums();
  PathSums(const PathSums&) = delete;
  PathSums& operator=(const PathSums&) = delete;

  // Adds the path lengths of each row in all trees to sums[row]. The forest says nothing of NaN:
  // blocks of kBlock rows (the last may be shorter) that hold one are left alone, and their numbers
  // returned, ascending. What a device needs of the forest is made when it is first asked. Throws
  // Error(kUnavailable) where the context asks for a device that is not there.
  std::vector<std::int64_t> add_to(const Context& context, double* sums, MatrixView rows) const;

 private:
  const PathLengths& on_cpu() const;

  FlatForest forest_;
  mutable std::once_flag made_;
  mutable std::unique_ptr<PathLengths> on_cpu_;
  std::unique_ptr<ForestOnDevice> on_device_;
};

}  // namespace goodparts
