#include "methods/backbones/image_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "methods/backbones/image_reader.h"

namespace goodparts {
namespace {

void require_finite(const std::vector<FloatArray>& maps, const SampleInfo& info) {
  for (const FloatArray& map : maps) {
    if (!std::ranges::all_of(map.values, [](float value) { return std::isfinite(value); })) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{}: the backbone's features are not finite; are its weights damaged?",
                      info.id));
    }
  }
}

}  // namespace

void for_each_image(const Context& context, const Backbone& backbone, const SampleSource& images,
                    std::span<const std::int64_t> indices, std::int64_t batch,
                    const FeatureReceiver& receive) {
  const std::vector<std::int64_t>& dims = images.shape().dims;
  for_each_block(context, images, indices, batch, [&](const ImageBlock& block, std::int64_t count) {
    std::vector<std::vector<FloatArray>> features =
        backbone.features_batch(context, block.pixels, count, dims[1], dims[2]);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const std::int64_t position = block.begin + i;
      require_finite(features[at], images.info(indices[static_cast<std::size_t>(position)]));
      receive(position, features[at]);
    }
  });
}

}  // namespace goodparts
