#include "kernels/resize/resize_maps.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "kernels/base/parallel.h"
#include "kernels/distance/squared_distance.h"
#include "kernels/resize/bilinear_tap.h"
#include "kernels/resize/resize_maps_cuda.h"

namespace goodparts {
namespace {

std::vector<BilinearTap> bilinear_taps(std::int64_t from, std::int64_t to) {
  std::vector<BilinearTap> taps;
  taps.reserve(static_cast<std::size_t>(to));
  for (std::int64_t i = 0; i < to; ++i) {
    taps.push_back(bilinear_tap(i, from, to));
  }
  return taps;
}

GOODPARTS_SIMD
void mix(const float* a, const float* b, float share, std::int64_t size, float* out) {
  for (std::int64_t i = 0; i < size; ++i) {
    out[i] = (1.0F - share) * a[i] + share * b[i];
  }
}

void widen_row(const float* row, const std::vector<BilinearTap>& columns, std::int64_t channels,
               float* out) {
  if (channels == 1) {
    for (const BilinearTap& column : columns) {
      *out++ = (1.0F - column.share) * row[column.low] + column.share * row[column.high];
    }
    return;
  }
  for (const BilinearTap& column : columns) {
    mix(row + column.low * channels, row + column.high * channels, column.share, channels, out);
    out += channels;
  }
}

// The source rows last widened: successive output rows mostly lie between the same two.
class WideRows {
 public:
  explicit WideRows(std::int64_t floats) {
    for (Row& row : rows_) {
      row.values.resize(static_cast<std::size_t>(floats));
    }
  }
  template <class Widen>
  const float* get(std::int64_t source, const Widen& widen) {
    Row& row = rows_[static_cast<std::size_t>(source % 2)];
    if (row.source != source) {
      widen(row.values.data());
      row.source = source;
    }
    return row.values.data();
  }

 private:
  struct Row {
    std::int64_t source = -1;
    std::vector<float> values;
  };
  Row rows_[2];  // neighbours differ in their last bit
};

void check(std::int64_t count, GridSize from, GridSize to, std::int64_t channels) {
  assert(from.height > 0 && from.width > 0 && to.height > 0 && to.width > 0 && channels > 0);
  assert(count >= 0);
  static_cast<void>(count);
  static_cast<void>(from);
  static_cast<void>(to);
  static_cast<void>(channels);
}

}  // namespace

void resize_maps_bilinear(const Context& context, const float* values, std::int64_t count,
                          GridSize from, GridSize to, std::int64_t channels, float* out) {
  check(count, from, to, channels);
  if (context.device == Device::kCuda) {
    cuda::resize_maps_bilinear(values, count, from, to, channels, out);
    return;
  }
  const std::vector<BilinearTap> rows = bilinear_taps(from.height, to.height);
  const std::vector<BilinearTap> columns = bilinear_taps(from.width, to.width);
  const std::int64_t wide = to.width * channels;
  parallel_for(context.threads, count, [&](std::int64_t map) {
    const float* const source = values + map * from.height * from.width * channels;
    float* to_row = out + map * to.height * wide;
    WideRows cache(wide);
    const auto widened = [&](std::int64_t y) {
      return cache.get(y, [&](float* into) {
        widen_row(source + y * from.width * channels, columns, channels, into);
      });
    };
    for (const BilinearTap& row : rows) {
      const float* const top = widened(row.low);
      const float* const bottom = widened(row.high);
      mix(top, bottom, row.share, wide, to_row);
      to_row += wide;
    }
  });
}

void resize_maps_nearest(const Context& context, const float* values, std::int64_t count,
                         GridSize from, GridSize to, std::int64_t channels, float* out) {
  check(count, from, to, channels);
  if (context.device == Device::kCuda) {
    cuda::resize_maps_nearest(values, count, from, to, channels, out);
    return;
  }
  std::vector<std::int64_t> columns;
  for (std::int64_t x = 0; x < to.width; ++x) {
    columns.push_back(nearest_index(x, from.width, to.width) * channels);
  }
  parallel_for(context.threads, count, [&](std::int64_t map) {
    const float* const source = values + map * from.height * from.width * channels;
    float* into = out + map * to.height * to.width * channels;
    std::int64_t done = -1;
    for (std::int64_t y = 0; y < to.height; ++y) {
      const std::int64_t from_row = nearest_index(y, from.height, to.height);
      if (from_row == done) {
        into = std::copy_n(into - to.width * channels, to.width * channels, into);
        continue;
      }
      const float* const row = source + from_row * from.width * channels;
      for (const std::int64_t column : columns) {
        into = std::copy_n(row + column, channels, into);
      }
      done = from_row;
    }
  });
}

}  // namespace goodparts
