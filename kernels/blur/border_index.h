// What a map is continued with beyond its border. Shared by the CPU and the GPU. C++17.
#pragma once

#include <cstdint>

#include "kernels/cuda/host_device.h"

namespace goodparts {

enum class BlurBorder {
  kRepeatEdge,  // d c b a | a b c d | d c b a: "reflect" of scipy.ndimage.gaussian_filter
  kMirror,  // d c b | a b c d | c b a: "reflect" of PyTorch's padding, which anomalib and Kornia
            // use
};

// The place within 0 … size − 1 that stands for `index`, which may lie outside of it.
GOODPARTS_HOST_DEVICE inline std::int64_t border_index(std::int64_t index, std::int64_t size,
                                                       BlurBorder border) {
  if (size == 1) {
    return 0;
  }
  const std::int64_t period = border == BlurBorder::kRepeatEdge ? 2 * size : 2 * size - 2;
  index = ((index % period) + period) % period;
  if (index < size) {
    return index;
  }
  return border == BlurBorder::kRepeatEdge ? period - 1 - index : period - index;
}

}  // namespace goodparts
