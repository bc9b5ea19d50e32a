// Images as rows, for methods that read rows: the mean and the standard deviation (ddof 0) over all
// places of each channel of each layer, {layer, channel, mean | deviation} in that order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

// Of each of `indices`, in order. Throws Error(kData) naming the image whose features are not
// finite.
std::vector<std::vector<float>> pooled_features(const Context& context, const Backbone& backbone,
                                                const SampleSource& images,
                                                std::span<const std::int64_t> indices);

}  // namespace goodparts
