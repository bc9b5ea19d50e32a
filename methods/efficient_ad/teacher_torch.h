// Where EfficientAD's teacher comes from. Only *_torch.cpp files may include this.
//
// A file: the names of a torch.nn.Sequential (0, 3, 6, 8) or conv1 … conv4, 384 channels.
// Distilled: trained to give DistillationTarget on each good training image and on a drawn image
// beside it, Adam, mean squared error (Batzner et al. 2024, algorithm 3, has ImageNet in the place
// of both).
#pragma once

#include <string>

#include "datasets/sample.h"
#include "methods/backbones/backbone.h"
#include "methods/efficient_ad/efficient_ad_config.h"
#include "methods/efficient_ad/pdn_torch.h"
#include "methods/torch/training.h"

namespace goodparts {

struct Teacher {
  Pdn network = nullptr;  // nothing in it requires gradients
  std::string origin;     // for reports
};

Teacher make_teacher(const Context& context, const EfficientAdConfig& config,
                     const BackboneConfig& backbone, const SampleSource& good,
                     const std::vector<std::int64_t>& samples);

// For train(): small networks on small images train on one thread, since sharing their layers among
// threads takes longer than computing them.
Context training_context(const Context& context, std::int64_t channels, const Shape& shape);

void freeze(torch::nn::Module& module);

// {samples, 3, height, width} in [0, 1].
torch::Tensor read_images(const SampleSource& source, std::span<const std::int64_t> samples);
torch::Tensor draw_images(Rng& rng, std::int64_t count, const Shape& shape);

// Activations that a PDN keeps for the backward pass, for one image.
std::int64_t pdn_floats(std::int64_t channels, std::int64_t outputs, const Shape& shape);

}  // namespace goodparts
