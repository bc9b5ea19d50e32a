#include "methods/backbones/image_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"

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
  const std::int64_t elements = images.shape().elements();
  const auto total = static_cast<std::int64_t>(indices.size());
  // Small enough that every thread gets some.
  batch = std::clamp<std::int64_t>((total + context.threads - 1) / context.threads, 1, batch);
  parallel_for(context.threads, (total + batch - 1) / batch, [&](std::int64_t block) {
    context.check_cancelled();
    const std::int64_t begin = block * batch;
    const std::int64_t count = std::min(batch, total - begin);
    const auto part =
        indices.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    std::vector<float> pixels(static_cast<std::size_t>(count * elements));
    images.read(part, pixels);
    std::vector<std::vector<FloatArray>> features =
        backbone.features_batch(pixels, count, dims[1], dims[2]);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      require_finite(features[at], images.info(part[at]));
      receive(begin + i, features[at]);
    }
  });
}

}  // namespace goodparts
