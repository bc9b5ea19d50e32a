// The features of many images, several to a forward pass and several passes at once.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

// Images to a forward pass, for methods without a setting for it; it changes no number.
constexpr std::int64_t kUsualBatch = 4;

// Gets the position of an image in `indices` and its maps, one for each of the backbone's layers.
using FeatureReceiver = std::function<void(std::int64_t position, std::vector<FloatArray>& maps)>;

// Calls `receive` once for each of `indices`, in any order and from several threads at once, while
// the next images are read (image_reader.h).
// `batch`: most images to a forward pass, at least 1; it changes no number. Throws Error(kData)
// naming the image whose features are not finite.
void for_each_image(const Context& context, const Backbone& backbone, const SampleSource& images,
                    std::span<const std::int64_t> indices, std::int64_t batch,
                    const FeatureReceiver& receive);

}  // namespace goodparts
