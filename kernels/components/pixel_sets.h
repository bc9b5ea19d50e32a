// Sets of pixels that many threads join at once, each set represented by its lowest pixel (Playne &
// Hawick 2018, "A new algorithm for parallel connected-component labelling on GPUs"). Shared by
// components_cuda.cu and the tests. C++17.
//
// parents[p] is a pixel of p's set that is at most p; a representative is its own.
#pragma once

#include <cstdint>

#include "kernels/cuda/host_device.h"

namespace goodparts {

// load(p): parents[p] as it is now.
template <class Load>
GOODPARTS_HOST_DEVICE std::int32_t representative(std::int32_t pixel, const Load& load) {
  for (std::int32_t parent = load(pixel); parent != pixel; parent = load(pixel)) {
    pixel = parent;
  }
  return pixel;
}

// lower(p, to): parents[p] = min(parents[p], to) in one step, returns what it was. Where another
// thread has joined p's set to something else meanwhile, that is joined as well.
template <class Load, class Lower>
GOODPARTS_HOST_DEVICE void join_sets(std::int32_t a, std::int32_t b, const Load& load,
                                     const Lower& lower) {
  while (true) {
    a = representative(a, load);
    b = representative(b, load);
    if (a == b) {
      return;
    }
    const std::int32_t high = a < b ? b : a;
    const std::int32_t low = a < b ? a : b;
    const std::int32_t before = lower(high, low);
    if (before == high) {
      return;  // it still stood for its set, and now belongs to the other
    }
    a = before;
    b = low;
  }
}

}  // namespace goodparts
