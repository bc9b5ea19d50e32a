#include "methods/efficient_ad/distillation_target.h"

#include <cmath>

namespace goodparts {
namespace {

constexpr std::int64_t kBorder = 4;

std::vector<float> places_first(const FloatArray& map) {
  const std::int64_t places = map.shape[1] * map.shape[2];
  std::vector<float> rows(map.values.size());
  for (std::int64_t c = 0; c < map.shape[0]; ++c) {
    for (std::int64_t place = 0; place < places; ++place) {
      rows[static_cast<std::size_t>(place * map.shape[0] + c)] =
          map.values[static_cast<std::size_t>(c * places + place)];
    }
  }
  return rows;
}

}  // namespace

DistillationTarget::DistillationTarget(const Backbone& backbone, std::int64_t channels,
                                       GridSize image, GridSize grid)
    : backbone_(backbone),
      channels_(channels),
      image_(image),
      grid_(grid),
      sums_(static_cast<std::size_t>(channels), 0.0),
      squares_(sums_) {}

// Projection and resizing commute; projecting the smaller maps is cheaper.
std::vector<float> DistillationTarget::projected(const Context& context,
                                                 std::span<const float> image) const {
  const GridSize wide{grid_.height + 2 * kBorder, grid_.width + 2 * kBorder};
  std::vector<float> result(static_cast<std::size_t>(channels_ * grid_.height * grid_.width), 0.0F);
  const std::vector<FloatArray> maps =
      backbone_.features_batch(context, image, 1, image_.height, image_.width).front();
  for (std::size_t layer = 0; layer < maps.size(); ++layer) {
    const FloatArray& map = maps[layer];
    Rng rng = context.rng("distillation projection", layer);
    const std::vector<float> rows = places_first(map);
    const std::vector<float> narrow =
        project(context, {rows.data(), map.shape[1] * map.shape[2], map.shape[0]},
                uniform_projection(rng, map.shape[0], channels_));
    const std::vector<float> resized =
        resize_bilinear(narrow, {map.shape[1], map.shape[2]}, wide, channels_);
    std::size_t to = 0;
    for (std::int64_t c = 0; c < channels_; ++c) {
      for (std::int64_t y = 0; y < grid_.height; ++y) {
        for (std::int64_t x = 0; x < grid_.width; ++x) {
          const std::int64_t place = (y + kBorder) * wide.width + x + kBorder;
          result[to++] += resized[static_cast<std::size_t>(place * channels_ + c)];
        }
      }
    }
  }
  return result;
}

void DistillationTarget::measure(const Context& context, std::span<const float> image) {
  const std::vector<float> values = projected(context, image);
  const std::size_t places = values.size() / sums_.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<double>(values[i]);
    sums_[i / places] += value;
    squares_[i / places] += value * value;
  }
  measured_ += static_cast<std::int64_t>(places);
}

std::vector<float> DistillationTarget::operator()(const Context& context,
                                                  std::span<const float> image) const {
  std::vector<float> values = projected(context, image);
  const std::size_t places = values.size() / sums_.size();
  const auto count = static_cast<double>(measured_);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double mean = sums_[i / places] / count;
    const double variance = squares_[i / places] / count - mean * mean;
    // A channel that does not vary tells nothing; 1 in its place keeps it at 0.
    const double deviation = variance > 1e-12 * (1.0 + mean * mean) ? std::sqrt(variance) : 1.0;
    values[i] = static_cast<float>((static_cast<double>(values[i]) - mean) / deviation);
  }
  return values;
}

}  // namespace goodparts
