// The size of a map or feature grid. C++17, for nvcc.
#pragma once

#include <cstdint>

namespace goodparts {

struct GridSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

inline bool operator==(GridSize a, GridSize b) {
  return a.height == b.height && a.width == b.width;
}
inline bool operator!=(GridSize a, GridSize b) { return !(a == b); }

}  // namespace goodparts
