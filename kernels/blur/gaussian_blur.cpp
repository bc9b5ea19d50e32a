#include "kernels/blur/gaussian_blur.h"

#include <cassert>
#include <cmath>
#include <vector>

namespace goodparts {
namespace {

std::vector<double> gaussian_kernel(double sigma, std::int64_t radius) {
  std::vector<double> kernel(static_cast<std::size_t>(2 * radius + 1));
  double sum = 0.0;
  for (std::int64_t i = -radius; i <= radius; ++i) {
    const double x = static_cast<double>(i) / sigma;
    sum += kernel[static_cast<std::size_t>(i + radius)] = std::exp(-0.5 * x * x);
  }
  for (double& weight : kernel) {
    weight /= sum;
  }
  return kernel;
}

std::int64_t inside(std::int64_t index, std::int64_t size, BlurBorder border) {
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

// Smooths `count` lines of `size` values; `stride` lies between the values of a line, `next`
// between lines.
void blur_lines(float* values, std::int64_t count, std::int64_t next, std::int64_t size,
                std::int64_t stride, const std::vector<double>& kernel, BlurBorder border) {
  const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
  std::vector<double> padded(static_cast<std::size_t>(size + 2 * radius));
  for (std::int64_t line = 0; line < count; ++line) {
    float* const start = values + line * next;
    for (std::int64_t i = -radius; i < size + radius; ++i) {
      padded[static_cast<std::size_t>(i + radius)] =
          static_cast<double>(start[inside(i, size, border) * stride]);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      double sum = 0.0;
      for (std::size_t j = 0; j < kernel.size(); ++j) {
        sum += kernel[j] * padded[static_cast<std::size_t>(i) + j];
      }
      start[i * stride] = static_cast<float>(sum);
    }
  }
}

}  // namespace

void gaussian_blur(std::span<float> values, std::int64_t height, std::int64_t width, double sigma,
                   BlurBorder border) {
  assert(static_cast<std::int64_t>(values.size()) == height * width && sigma > 0.0);
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
  const std::vector<double> kernel = gaussian_kernel(sigma, radius);
  blur_lines(values.data(), width, 1, height, width, kernel, border);
  blur_lines(values.data(), height, width, width, 1, kernel, border);
}

}  // namespace goodparts
