// A matrix that somebody else owns: rows one after another, row-major, without gaps.
#pragma once

#include <cstdint>

namespace goodparts {

struct MatrixView {
  const float* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t cols = 0;

  const float* row(std::int64_t index) const { return data + index * cols; }
};

}  // namespace goodparts
