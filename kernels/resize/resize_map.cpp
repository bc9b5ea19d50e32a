#include "kernels/resize/resize_map.h"

#include <algorithm>
#include <cassert>

namespace goodparts {
namespace {

// Where an output position reads: low and high neighbour and the share of the high one.
struct Tap {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float share = 0.0F;
};

std::vector<Tap> bilinear_taps(std::int64_t from, std::int64_t to) {
  std::vector<Tap> taps;
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  for (std::int64_t i = 0; i < to; ++i) {
    const float source = std::max(0.0F, (static_cast<float>(i) + 0.5F) * scale - 0.5F);
    const std::int64_t low = std::min(static_cast<std::int64_t>(source), from - 1);
    taps.push_back({low, std::min(low + 1, from - 1), source - static_cast<float>(low)});
  }
  return taps;
}

void check(std::span<const float> values, GridSize from, GridSize to, std::int64_t channels) {
  assert(from.height > 0 && from.width > 0 && to.height > 0 && to.width > 0 && channels > 0);
  assert(static_cast<std::int64_t>(values.size()) == from.height * from.width * channels);
}

}  // namespace

std::vector<float> resize_bilinear(std::span<const float> values, GridSize from, GridSize to,
                                   std::int64_t channels) {
  check(values, from, to, channels);
  const std::vector<Tap> rows = bilinear_taps(from.height, to.height);
  const std::vector<Tap> columns = bilinear_taps(from.width, to.width);
  std::vector<float> result(static_cast<std::size_t>(to.height * to.width * channels));
  float* out = result.data();
  for (const Tap& row : rows) {
    for (const Tap& column : columns) {
      const auto at = [&](std::int64_t y, std::int64_t x) {
        return values.data() + (y * from.width + x) * channels;
      };
      const float* const top_left = at(row.low, column.low);
      const float* const top_right = at(row.low, column.high);
      const float* const bottom_left = at(row.high, column.low);
      const float* const bottom_right = at(row.high, column.high);
      for (std::int64_t c = 0; c < channels; ++c) {
        const float top = (1.0F - column.share) * top_left[c] + column.share * top_right[c];
        const float bottom =
            (1.0F - column.share) * bottom_left[c] + column.share * bottom_right[c];
        *out++ = (1.0F - row.share) * top + row.share * bottom;
      }
    }
  }
  return result;
}

std::vector<float> resize_nearest(std::span<const float> values, GridSize from, GridSize to,
                                  std::int64_t channels) {
  check(values, from, to, channels);
  std::vector<float> result;
  result.reserve(static_cast<std::size_t>(to.height * to.width * channels));
  for (std::int64_t y = 0; y < to.height; ++y) {
    for (std::int64_t x = 0; x < to.width; ++x) {
      const std::int64_t source =
          (y * from.height / to.height) * from.width + x * from.width / to.width;
      const auto start = values.begin() + source * channels;
      result.insert(result.end(), start, start + channels);
    }
  }
  return result;
}

}  // namespace goodparts
