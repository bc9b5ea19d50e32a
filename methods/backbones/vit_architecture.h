// Vision transformers (Dosovitskiy et al. 2021) as DINOv2 trained them (Oquab et al. 2023): names
// and shapes of their weights, and where those come from.
//
// Names are those of the original release, which timm's vit_*_patch14_dinov2 share: cls_token,
// pos_embed, patch_embed.proj.*, blocks.N.{norm1, attn.qkv, attn.proj, ls1.gamma, norm2, mlp.fc1,
// mlp.fc2, ls2.gamma}, norm.*. Other tensors in a file (mask_token) are ignored.
//
// Layers: "blocks.N" is the patch tokens as block N leaves them, "norm" those of the last block
// after the final layer norm (x_norm_patchtokens of the original release).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "methods/archive.h"
#include "methods/backbones/safetensors.h"

namespace goodparts {

struct VitShape {
  std::int64_t dim = 0;
  std::int64_t heads = 0;
  std::int64_t depth = 0;  // blocks
  std::int64_t patch = 14;
  std::int64_t grid = 37;  // side of the grid of position embeddings: 518 / 14
};

struct VitTensor {
  std::string name;
  std::vector<std::int64_t> shape;
};

using VitWeights = std::map<std::string, FloatArray>;

std::vector<std::string> vit_names();  // dinov2_vitb14, dinov2_vits14
bool is_vit(const std::string& arch);
// `name` must be one of vit_names().
VitShape vit_shape(const std::string& name);
std::vector<std::string> vit_layer_names(const VitShape& shape);
std::vector<std::string> vit_default_layers();  // norm

// How many blocks have to be computed for `layers`, all of which the network has.
std::int64_t vit_blocks_up_to(const VitShape& shape, const std::vector<std::string>& layers);
// The tensors that `layers` need.
std::vector<VitTensor> vit_tensors(const VitShape& shape, const std::vector<std::string>& layers);

// Throws Error(kData) naming the file: another naming, a variant with register tokens, a tensor
// missing or of another shape.
VitWeights read_vit(const SafetensorsFile& file, const std::vector<VitTensor>& tensors);
// Normal with the variance 1 / fan-in, norms and layer scales 1, biases 0, tokens and positions of
// deviation 0.02. Not trained.
VitWeights random_vit(std::uint64_t seed, const std::vector<VitTensor>& tensors);

// Under "backbone/vit/<name>".
void save_vit(ArchiveWriter& archive, const VitWeights& weights);
// Throws Error(kData) where a shape is not the architecture's.
VitWeights load_vit(const ArchiveReader& archive, const std::vector<VitTensor>& tensors);

}  // namespace goodparts
