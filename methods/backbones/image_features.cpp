#include "methods/backbones/image_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

#include "kernels/base/parallel.h"
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
  assert(batch >= 1);
  const std::vector<std::int64_t>& dims = images.shape().dims;
  const auto elements = static_cast<std::size_t>(images.shape().elements());
  const auto total = static_cast<std::int64_t>(indices.size());
  const std::int64_t workers = std::min<std::int64_t>(std::max(1, context.threads), total);
  if (total == 0) {
    return;
  }
  // All workers get equally many blocks, of nearly equal size.
  const std::int64_t rounds = (total + workers * batch - 1) / (workers * batch);
  const std::int64_t block = (total + workers * rounds - 1) / (workers * rounds);
  ImageReader reader(context, images, indices, block, workers > 1 ? 1 : 0);
  parallel_for(static_cast<int>(workers), workers, [&](std::int64_t) {
    try {
      while (const std::optional<ImageBlock> read = reader.next()) {
        const auto count = static_cast<std::int64_t>(read->pixels.size() / elements);
        std::vector<std::vector<FloatArray>> features =
            backbone.features_batch(context, read->pixels, count, dims[1], dims[2]);
        for (std::int64_t i = 0; i < count; ++i) {
          const auto at = static_cast<std::size_t>(i);
          const std::int64_t position = read->begin + i;
          require_finite(features[at], images.info(indices[static_cast<std::size_t>(position)]));
          receive(position, features[at]);
        }
      }
    } catch (...) {
      reader.stop();  // the others need not go on
      throw;
    }
  });
}

}  // namespace goodparts
