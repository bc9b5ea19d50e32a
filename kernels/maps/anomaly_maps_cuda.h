// Anomaly maps from grids of scores on the GPU: the bits of anomaly_maps.h. Only the grids go to
// the device and only the finished maps come back. C++17.
#pragma once

#include <cstdint>

#include "kernels/blur/border_index.h"
#include "kernels/resize/grid_size.h"

namespace goodparts::cuda {

// grids: count × grid.height × grid.width. kernel: the `taps` weights of gaussian_kernel(), 0 of
// them for no smoothing. out: `count` maps of size.height × size.width. All in host memory.
void anomaly_maps(const float* grids, std::int64_t count, GridSize grid, GridSize size,
                  bool nearest, const double* kernel, std::int64_t taps, BlurBorder border,
                  float* const* out);

}  // namespace goodparts::cuda
