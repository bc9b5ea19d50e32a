// Images as rows, for methods that read rows: the mean and the standard deviation (ddof 0) over all
// places of each channel of each layer, {layer, channel, mean | deviation} in that order.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

std::vector<float> pooled_features(const Backbone& backbone, std::span<const float> image,
                                   std::int64_t height, std::int64_t width);

// All of `images`, computed at once, as a source of rows with the same infos. feature_names():
// "layer2.17.mean", "layer2.17.deviation". Pictures and geometry stay with `images`, which is not
// needed afterwards.
std::unique_ptr<SampleSource> pool_images(const Context& context, const Backbone& backbone,
                                          const SampleSource& images);

}  // namespace goodparts
