#include "methods/backbones/pooled_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"

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

class PooledRows : public SampleSource {
 public:
  explicit PooledRows(std::int64_t size)
      : infos(static_cast<std::size_t>(size)), rows(infos.size()) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(rows.size()); }
  const Shape& shape() const override { return row_shape; }
  const SampleInfo& info(std::int64_t index) const override {
    return infos[static_cast<std::size_t>(index)];
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    auto to = out.begin();
    for (const std::int64_t index : indices) {
      const std::vector<float>& row = rows[static_cast<std::size_t>(index)];
      to = std::copy(row.begin(), row.end(), to);
    }
  }
  std::vector<std::string> feature_names() const override { return names; }

  Shape row_shape;
  std::vector<SampleInfo> infos;
  std::vector<std::vector<float>> rows;
  std::vector<std::string> names;
};

// The channels of a backbone's layers are known from what it makes of an image; any image will do.
std::vector<std::string> pooled_names(const Backbone& backbone, std::int64_t height,
                                      std::int64_t width) {
  const std::vector<float> black(static_cast<std::size_t>(3 * height * width), 0.0F);
  const std::vector<FloatArray> maps = backbone.features(black, height, width);
  std::vector<std::string> names;
  for (std::size_t layer = 0; layer < maps.size(); ++layer) {
    for (std::int64_t c = 0; c < maps[layer].shape[0]; ++c) {
      names.push_back(fmt::format("{}.{}.mean", backbone.layers()[layer], c));
      names.push_back(fmt::format("{}.{}.deviation", backbone.layers()[layer], c));
    }
  }
  return names;
}

}  // namespace

std::vector<float> pooled_features(const Backbone& backbone, std::span<const float> image,
                                   std::int64_t height, std::int64_t width) {
  std::vector<float> row;
  for (const FloatArray& map : backbone.features(image, height, width)) {
    const std::int64_t places = map.shape[1] * map.shape[2];
    for (std::int64_t c = 0; c < map.shape[0]; ++c) {
      append_moments(map.values.data() + c * places, places, row);
    }
  }
  return row;
}

std::unique_ptr<SampleSource> pool_images(const Context& context, const Backbone& backbone,
                                          const SampleSource& images) {
  const Shape& shape = images.shape();
  assert(shape.is_image());
  auto result = std::make_unique<PooledRows>(images.size());
  result->names = pooled_names(backbone, shape.dims[1], shape.dims[2]);
  result->row_shape.dims = {static_cast<std::int64_t>(result->names.size())};
  Progress progress(context, "features", images.size());
  parallel_for(context.threads, images.size(), [&](std::int64_t i) {
    std::vector<float> image(static_cast<std::size_t>(shape.elements()));
    images.read({&i, 1}, image);
    const auto at = static_cast<std::size_t>(i);
    result->rows[at] = pooled_features(backbone, image, shape.dims[1], shape.dims[2]);
    result->infos[at] = images.info(i);
    progress.advance();
  });
  return result;
}

}  // namespace goodparts
