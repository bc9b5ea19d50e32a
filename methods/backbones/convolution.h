// Weights of a network's convolutions with batch normalisation folded in, wherever they come from.
#pragma once

#include <cstdint>
#include <vector>

#include "methods/archive.h"
#include "methods/backbones/architecture.h"
#include "methods/backbones/safetensors.h"

namespace goodparts {

struct Convolution {
  FloatArray weights;       // {out, in / groups, kernel, kernel}
  std::vector<float> bias;  // out
};

// One entry for each convolution of `steps`, in order.
//
// From torchvision's names: w′ = w γ / √(v + 1e-5), b′ = β − m γ / √(v + 1e-5).
std::vector<Convolution> read_convolutions(const SafetensorsFile& file,
                                           const std::vector<Step>& steps);
// He-normal by fan-out (He et al. 2015), no bias: torchvision's initialisation.
std::vector<Convolution> random_convolutions(std::uint64_t seed, const std::vector<Step>& steps);

// Under "backbone/convolutions/<name>".
void save_convolutions(ArchiveWriter& archive, const std::vector<Step>& steps,
                       const std::vector<Convolution>& convolutions);
// Throws Error(kData) where a shape is not the architecture's.
std::vector<Convolution> load_convolutions(const ArchiveReader& archive,
                                           const std::vector<Step>& steps);

}  // namespace goodparts
