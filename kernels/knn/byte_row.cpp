#include "kernels/knn/byte_row.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLanes = 8;
// The vector types of GCC and Clang.
typedef float Floats __attribute__((vector_size(4 * kLanes)));
typedef double Doubles __attribute__((vector_size(8 * kLanes)));
typedef std::int32_t Integers __attribute__((vector_size(4 * kLanes)));
typedef std::int8_t Bytes __attribute__((vector_size(kLanes)));

// row − centre; lanes from `count` on are 0.
__attribute__((always_inline)) inline void load_difference(const float* row, const float* centre,
                                                           std::int64_t count, Doubles& out) {
  Floats values = {};
  Floats middle = {};
  if (count >= kLanes) {
    std::memcpy(&values, row, sizeof values);
    std::memcpy(&middle, centre, sizeof middle);
  } else {
    std::memcpy(&values, row, static_cast<std::size_t>(count) * sizeof(float));
    std::memcpy(&middle, centre, static_cast<std::size_t>(count) * sizeof(float));
  }
  out = __builtin_convertvector(values, Doubles) - __builtin_convertvector(middle, Doubles);
}

__attribute__((always_inline)) inline double sum_of(const Doubles& values) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < kLanes; ++i) {
    sum += values[i];
  }
  return sum;
}

}  // namespace

GOODPARTS_SIMD
ByteRow round_to_bytes(const float* row, const float* centre, std::int64_t cols,
                       std::int8_t* values) {
  ByteRow result;
  Doubles largest = {};
  Doubles squares = {};
  for (std::int64_t i = 0; i < cols; i += kLanes) {
    Doubles value;
    load_difference(row + i, centre + i, cols - i, value);
    squares += value * value;
    const Doubles magnitude = value < 0.0 ? -value : value;
    largest = magnitude > largest ? magnitude : largest;
  }
  result.squared_norm = sum_of(squares);
  double most = 0.0;
  for (std::int64_t i = 0; i < kLanes; ++i) {
    most = std::max(most, largest[i]);
  }
  // Rows too short for a scale in single precision are all residual.
  result.scale = most > 1e-30 ? static_cast<float>(most / 127.0) : 0.0F;
  const auto scale = static_cast<double>(result.scale);
  const double inverse = scale > 0.0 ? 1.0 / scale : 0.0;
  constexpr double kRound = 6755399441055744.0;  // 1.5 × 2⁵²: adding it leaves no fraction
  Doubles rounded_squares = {};
  Doubles residual_squares = {};
  for (std::int64_t i = 0; i < cols; i += kLanes) {
    Doubles value;
    load_difference(row + i, centre + i, cols - i, value);
    Doubles level = (value * inverse + kRound) - kRound;
    level = level > 127.0 ? Doubles{} + 127.0 : level;
    level = level < -127.0 ? Doubles{} - 127.0 : level;
    const Doubles rounded = level * scale;
    rounded_squares += rounded * rounded;
    residual_squares += (value - rounded) * (value - rounded);
    const Bytes bytes = __builtin_convertvector(__builtin_convertvector(level, Integers), Bytes);
    if (cols - i >= kLanes) {
      std::memcpy(values + i, &bytes, sizeof bytes);
    } else {
      std::memcpy(values + i, &bytes, static_cast<std::size_t>(cols - i));
    }
  }
  result.rounded_norm = std::sqrt(sum_of(rounded_squares));
  result.residual_norm = std::sqrt(sum_of(residual_squares));
  return result;
}

}  // namespace goodparts
