#include "kernels/blur/blur_maps_reference.h"

namespace goodparts {
namespace {

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
          static_cast<double>(start[border_index(i, size, border) * stride]);
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

void blur_maps_reference(float* values, std::int64_t count, std::int64_t height, std::int64_t width,
                         double sigma, BlurBorder border) {
  const std::vector<double> kernel = gaussian_kernel(sigma);
  for (std::int64_t map = 0; map < count; ++map) {
    float* const start = values + map * height * width;
    blur_lines(start, width, 1, height, width, kernel, border);
    blur_lines(start, height, width, width, 1, kernel, border);
  }
}

}  // namespace goodparts
