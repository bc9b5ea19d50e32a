#include "methods/backbones/pooled_features.h"

#include <cmath>

#include "methods/backbones/image_features.h"

namespace goodparts {
namespace {

void append_moments(const float* values, std::int64_t count, std::vector<float>& row) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += static_cast<double>(values[i]);
  }
  const double mean = sum / static_cast<double>(count);
  double squares = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double difference = static_cast<double>(values[i]) - mean;
    squares += difference * difference;
  }
  row.push_back(static_cast<float>(mean));
  row.push_back(static_cast<float>(std::sqrt(squares / static_cast<double>(count))));
}

}  // namespace

std::vector<std::vector<float>> pooled_features(const Context& context, const Backbone& backbone,
                                                const SampleSource& images,
                                                std::span<const std::int64_t> indices) {
  std::vector<std::vector<float>> rows(indices.size());
  Progress progress(context, "features", static_cast<std::int64_t>(indices.size()));
  for_each_image(context, backbone, images, indices, kUsualBatch,
                 [&](std::int64_t position, const std::vector<FloatArray>& maps) {
                   std::vector<float>& row = rows[static_cast<std::size_t>(position)];
                   for (const FloatArray& map : maps) {
                     const std::int64_t places = map.shape[1] * map.shape[2];
                     for (std::int64_t c = 0; c < map.shape[0]; ++c) {
                       append_moments(map.values.data() + c * places, places, row);
                     }
                   }
                   progress.advance();
                 });
  return rows;
}

}  // namespace goodparts
