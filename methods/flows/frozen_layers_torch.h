// What flows on images learn from: the feature maps of a frozen backbone for many images, held in
// memory, and the scale of each channel. Only *_torch.cpp files may include this.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "methods/archive.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

// One tensor {images, channels, height, width} for each of the backbone's layers. Throws
// Error(kData) naming the image whose features are not finite.
std::vector<torch::Tensor> features_of_all(const Context& context, const Backbone& backbone,
                                           const SampleSource& source);

// (x − mean) / deviation of each channel over all places of all training images, deviation with
// ddof 0; 1 for a channel that does not vary.
class ChannelScaling {
 public:
  void learn(const torch::Tensor& features);  // {images, channels, height, width}
  torch::Tensor apply(const torch::Tensor& features) const;

  const std::vector<std::int64_t>& varying() const { return varying_; }
  const std::vector<std::int64_t>& constant() const { return constant_; }
  std::int64_t channels() const { return static_cast<std::int64_t>(mean_.size()); }

  void save(ArchiveWriter& archive, const std::string& folder) const;
  void load(const ArchiveReader& archive, const std::string& folder);

 private:
  std::vector<double> mean_;
  std::vector<double> deviation_;
  std::vector<std::int64_t> varying_;   // channels
  std::vector<std::int64_t> constant_;  // the others
};

}  // namespace goodparts
