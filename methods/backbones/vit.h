// A vision transformer run by LibTorch (DINOv2, Oquab et al. 2023); with PatchCore on its patch
// tokens it is AnomalyDINO (Damm et al. 2024).
//
// An image is normalised by the mean and deviation of ImageNet. Where a side is no multiple of the
// patch, the image is resized (bilinear, antialiased) to the nearest multiple, so that the feature
// map {dim, height / patch, width / patch} covers all of it. Position embeddings, which were
// trained for one grid, are interpolated to the image's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "methods/backbones/backbone.h"
#include "methods/backbones/vit_architecture.h"

namespace goodparts {

struct VitParts {
  std::string arch;
  VitShape shape;
  std::vector<std::string> layers;
  std::string origin;  // of the weights, for reports: "weights: file.safetensors"
  // Both bicubic; they differ by about a percent of the embeddings wherever the grid is not the
  // trained one. dinov2: the original release's, whose scale is that of a grid larger by 0.1, not
  // antialiased. timm: antialiased.
  std::string position_interpolation = "dinov2";
  VitWeights weights;  // vit_tensors(shape, layers)
};

std::vector<std::string> position_interpolations();  // dinov2, timm

// features() throws Error(kData) for an image smaller than a patch. make_vit throws
// Error(kUnavailable) in a build without LibTorch.
std::unique_ptr<Backbone> make_vit(VitParts parts);
std::unique_ptr<Backbone> load_vit(const ArchiveReader& archive);

}  // namespace goodparts
