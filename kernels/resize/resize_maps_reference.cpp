#include "kernels/resize/resize_maps_reference.h"

#include <algorithm>

namespace goodparts {
namespace {

struct Tap {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float share = 0.0F;
};

Tap tap_of(std::int64_t i, std::int64_t from, std::int64_t to) {
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  const float source = std::max(0.0F, (static_cast<float>(i) + 0.5F) * scale - 0.5F);
  const std::int64_t low = std::min(static_cast<std::int64_t>(source), from - 1);
  return {low, std::min(low + 1, from - 1), source - static_cast<float>(low)};
}

template <class Value>  // float(map, y, x, channel)
void fill(std::int64_t count, GridSize to, std::int64_t channels, float* out, const Value& value) {
  for (std::int64_t map = 0; map < count; ++map) {
    for (std::int64_t y = 0; y < to.height; ++y) {
      for (std::int64_t x = 0; x < to.width; ++x) {
        for (std::int64_t c = 0; c < channels; ++c) {
          *out++ = value(map, y, x, c);
        }
      }
    }
  }
}

}  // namespace

void resize_maps_bilinear_reference(const float* values, std::int64_t count, GridSize from,
                                    GridSize to, std::int64_t channels, float* out) {
  fill(count, to, channels, out,
       [&](std::int64_t map, std::int64_t y, std::int64_t x, std::int64_t c) {
         const Tap row = tap_of(y, from.height, to.height);
         const Tap column = tap_of(x, from.width, to.width);
         const auto mixed = [&](std::int64_t source_row) {
           const float* const start =
               values + ((map * from.height + source_row) * from.width) * channels + c;
           return (1.0F - column.share) * start[column.low * channels] +
                  column.share * start[column.high * channels];
         };
         const float top = mixed(row.low);
         const float bottom = mixed(row.high);
         return (1.0F - row.share) * top + row.share * bottom;
       });
}

void resize_maps_nearest_reference(const float* values, std::int64_t count, GridSize from,
                                   GridSize to, std::int64_t channels, float* out) {
  fill(count, to, channels, out,
       [&](std::int64_t map, std::int64_t y, std::int64_t x, std::int64_t c) {
         const std::int64_t row = y * from.height / to.height;
         const std::int64_t column = x * from.width / to.width;
         return values[((map * from.height + row) * from.width + column) * channels + c];
       });
}

}  // namespace goodparts
