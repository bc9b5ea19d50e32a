// Column by column in one case and row by row in the other, but the same inner loop: a strip of
// kWidth lines lies side by side, so that one vector holds the same place of all of them. For rows
// the strip is transposed on the way in and out.
#include "kernels/blur/blur_maps.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"
#include "kernels/blur/blur_maps_cuda.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kWidth = 16;  // lines of a strip
constexpr std::int64_t kAtOnce =
    4;  // places of a line computed together: a value is read once for all

typedef double Lanes __attribute__((vector_size(8 * kWidth / 2)));

// `padded`: size + kernel − 1 places of kWidth values; out: size places of kWidth.
GOODPARTS_SIMD
void smooth_strip(const double* padded, std::int64_t size, const double* kernel, std::int64_t taps,
                  float* out) {
  for (std::int64_t i = 0; i < size; i += kAtOnce) {
    const std::int64_t places = std::min(kAtOnce, size - i);
    Lanes sums[kAtOnce][2] = {};
    const double* from = padded + i * kWidth;
    if (places == kAtOnce) {
      // Value k of the strip belongs to kernel value k − p of place i + p; those where that is
      // outside of the kernel are left to the first and last few.
      const auto add = [&](std::int64_t k, std::int64_t first, std::int64_t last)
          __attribute__((always_inline)) {
        Lanes low;
        Lanes high;
        std::memcpy(&low, from + k * kWidth, sizeof low);
        std::memcpy(&high, from + k * kWidth + kWidth / 2, sizeof high);
        for (std::int64_t p = first; p <= last; ++p) {
          sums[p][0] += kernel[k - p] * low;
          sums[p][1] += kernel[k - p] * high;
        }
      };
      if (taps >= kAtOnce) {
        add(0, 0, 0);
        add(1, 0, 1);
        add(2, 0, 2);
        for (std::int64_t k = kAtOnce - 1; k < taps; ++k) {
          add(k, 0, kAtOnce - 1);
        }
        add(taps, 1, 3);
        add(taps + 1, 2, 3);
        add(taps + 2, 3, 3);
      } else {
        for (std::int64_t k = 0; k < taps + kAtOnce - 1; ++k) {
          add(k, std::max<std::int64_t>(0, k - taps + 1), std::min(k, kAtOnce - 1));
        }
      }
    } else {
      for (std::int64_t p = 0; p < places; ++p) {
        for (std::int64_t j = 0; j < taps; ++j) {
          Lanes values[2];
          std::memcpy(values, from + (p + j) * kWidth, sizeof values);
          sums[p][0] += kernel[j] * values[0];
          sums[p][1] += kernel[j] * values[1];
        }
      }
    }
    for (std::int64_t p = 0; p < places; ++p) {
      for (std::int64_t lane = 0; lane < kWidth; ++lane) {
        out[(i + p) * kWidth + lane] =
            static_cast<float>(sums[p][lane / (kWidth / 2)][lane % (kWidth / 2)]);
      }
    }
  }
}

struct Plan {
  std::vector<double> kernel;
  std::vector<std::int64_t> inside;  // for each padded place, the place that it repeats
  std::int64_t size = 0;
};

Plan make_plan(const std::vector<double>& kernel, std::int64_t size, BlurBorder border) {
  Plan plan{kernel, {}, size};
  const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
  for (std::int64_t i = -radius; i < size + radius; ++i) {
    plan.inside.push_back(border_index(i, size, border));
  }
  return plan;
}

struct Scratch {
  explicit Scratch(std::size_t places) : padded(places * kWidth), out(places * kWidth) {}
  std::vector<double> padded;
  std::vector<float> out;
};

// `lines` <= kWidth lines, `next` apart, of values `stride` apart.
void smooth_lines(float* start, std::int64_t lines, std::int64_t next, std::int64_t stride,
                  const Plan& plan, Scratch& scratch) {
  const auto radius = static_cast<std::int64_t>(plan.kernel.size() / 2);
  double* const padded = scratch.padded.data();
  double* const whole = padded + radius * kWidth;
  if (next == 1) {
    for (std::int64_t i = 0; i < plan.size; ++i) {
      for (std::int64_t line = 0; line < lines; ++line) {
        whole[i * kWidth + line] = static_cast<double>(start[i * stride + line]);
      }
    }
  } else {
    for (std::int64_t line = 0; line < lines; ++line) {
      for (std::int64_t i = 0; i < plan.size; ++i) {
        whole[i * kWidth + line] = static_cast<double>(start[i * stride + line * next]);
      }
    }
  }
  for (std::int64_t i = 0; i < radius; ++i) {
    const std::int64_t after = plan.size + radius + i;
    std::copy_n(whole + plan.inside[static_cast<std::size_t>(i)] * kWidth, kWidth,
                padded + i * kWidth);
    std::copy_n(whole + plan.inside[static_cast<std::size_t>(after)] * kWidth, kWidth,
                padded + after * kWidth);
  }
  smooth_strip(padded, plan.size, plan.kernel.data(), static_cast<std::int64_t>(plan.kernel.size()),
               scratch.out.data());
  const float* const out = scratch.out.data();
  if (next == 1) {
    for (std::int64_t i = 0; i < plan.size; ++i) {
      std::copy_n(out + i * kWidth, lines, start + i * stride);
    }
  } else {
    for (std::int64_t line = 0; line < lines; ++line) {
      for (std::int64_t i = 0; i < plan.size; ++i) {
        start[line * next + i * stride] = out[i * kWidth + line];
      }
    }
  }
}

}  // namespace

std::vector<double> gaussian_kernel(double sigma) {
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
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

void blur_maps(const Context& context, float* values, std::int64_t count, std::int64_t height,
               std::int64_t width, double sigma, BlurBorder border) {
  assert(count >= 0 && height > 0 && width > 0 && sigma > 0.0);
  const std::vector<double> kernel = gaussian_kernel(sigma);
  if (context.device == Device::kCuda) {
    cuda::blur_maps(values, count, height, width, kernel.data(),
                    static_cast<std::int64_t>(kernel.size()), border);
    return;
  }
  const Plan columns = make_plan(kernel, height, border);
  const Plan rows = make_plan(kernel, width, border);
  const std::int64_t column_strips = (width + kWidth - 1) / kWidth;
  const std::int64_t row_strips = (height + kWidth - 1) / kWidth;
  parallel_for(context.threads, count, [&](std::int64_t map) {
    float* const start = values + map * height * width;
    Scratch scratch(std::max(columns.inside.size(), rows.inside.size()));
    for (std::int64_t strip = 0; strip < column_strips; ++strip) {
      const std::int64_t x = strip * kWidth;
      smooth_lines(start + x, std::min(kWidth, width - x), 1, width, columns, scratch);
    }
    for (std::int64_t strip = 0; strip < row_strips; ++strip) {
      const std::int64_t y = strip * kWidth;
      smooth_lines(start + y * width, std::min(kWidth, height - y), width, 1, rows, scratch);
    }
  });
}

}  // namespace goodparts
