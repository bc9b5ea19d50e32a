#include "methods/backbones/vit_architecture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"
#include "methods/backbones/shape_text.h"

namespace goodparts {
namespace {

constexpr const char* kFinalNorm = "norm";
constexpr std::int64_t kMlpRatio = 4;

std::string block_name(std::int64_t block) { return "blocks." + std::to_string(block); }

std::string archive_name(const std::string& tensor) { return "backbone/vit/" + tensor; }

void add_affine(std::vector<VitTensor>& tensors, const std::string& name,
                std::vector<std::int64_t> weight) {
  const std::int64_t out = weight.front();
  tensors.push_back({name + ".weight", std::move(weight)});
  tensors.push_back({name + ".bias", {out}});
}

void add_block(std::vector<VitTensor>& tensors, const std::string& block, std::int64_t dim) {
  add_affine(tensors, block + ".norm1", {dim});
  add_affine(tensors, block + ".attn.qkv", {3 * dim, dim});
  add_affine(tensors, block + ".attn.proj", {dim, dim});
  tensors.push_back({block + ".ls1.gamma", {dim}});
  add_affine(tensors, block + ".norm2", {dim});
  add_affine(tensors, block + ".mlp.fc1", {kMlpRatio * dim, dim});
  add_affine(tensors, block + ".mlp.fc2", {dim, kMlpRatio * dim});
  tensors.push_back({block + ".ls2.gamma", {dim}});
}

bool has_part(const std::vector<std::string>& names, const std::string& part) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name.find(part) != std::string::npos; });
}

void require_dinov2_names(const SafetensorsFile& file) {
  const std::vector<std::string> names = file.names();
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", file.path(), what));
  };
  if (has_part(names, "reg_token") || has_part(names, "register_tokens")) {
    fail(
        "a vision transformer with register tokens, which goodparts does not compute; take the "
        "variant without (dinov2_vits14, vit_small_patch14_dinov2)");
  }
  if (std::find(names.begin(), names.end(), "cls_token") == names.end()) {
    fail(
        fmt::format("no tensor 'cls_token' among its {}: not a vision transformer, or in other "
                    "names than those of DINOv2's original release and of timm (cls_token, "
                    "blocks.0.attn.qkv.weight); rename the tensors",
                    names.size()));
  }
}

// As far as a starting point for tests and baselines goes: activations keep their scale.
std::vector<float> random_values(std::uint64_t seed, const VitTensor& tensor) {
  const std::int64_t count = std::accumulate(tensor.shape.begin(), tensor.shape.end(),
                                             std::int64_t{1}, std::multiplies<>());
  std::vector<float> values(static_cast<std::size_t>(count), 0.0F);
  if (tensor.name.ends_with(".bias")) {
    return values;
  }
  if (tensor.shape.size() == 1) {  // norms and layer scales
    std::fill(values.begin(), values.end(), 1.0F);
    return values;
  }
  const bool is_token = tensor.shape.size() == 3;
  const double deviation =
      is_token ? 0.02
               : std::sqrt(static_cast<double>(tensor.shape.front()) / static_cast<double>(count));
  Rng rng(seed, tensor.name);
  for (float& value : values) {
    value = static_cast<float>(rng.normal(0.0, deviation));
  }
  return values;
}

}  // namespace

std::vector<std::string> vit_names() { return {"dinov2_vitb14", "dinov2_vits14"}; }

bool is_vit(const std::string& arch) {
  const std::vector<std::string> names = vit_names();
  return std::find(names.begin(), names.end(), arch) != names.end();
}

VitShape vit_shape(const std::string& name) {
  assert(is_vit(name));
  VitShape shape;
  const bool small = name == "dinov2_vits14";
  shape.dim = small ? 384 : 768;
  shape.heads = small ? 6 : 12;
  shape.depth = 12;
  return shape;
}

std::vector<std::string> vit_layer_names(const VitShape& shape) {
  std::vector<std::string> names;
  for (std::int64_t block = 0; block < shape.depth; ++block) {
    names.push_back(block_name(block));
  }
  names.emplace_back(kFinalNorm);
  return names;
}

std::vector<std::string> vit_default_layers() { return {kFinalNorm}; }

std::int64_t vit_blocks_up_to(const VitShape& shape, const std::vector<std::string>& layers) {
  const std::vector<std::string> names = vit_layer_names(shape);
  std::int64_t blocks = 0;
  for (const std::string& layer : layers) {
    const auto place = std::find(names.begin(), names.end(), layer);
    assert(place != names.end());
    blocks = std::max(blocks, std::min<std::int64_t>(place - names.begin() + 1, shape.depth));
  }
  return blocks;
}

std::vector<VitTensor> vit_tensors(const VitShape& shape, const std::vector<std::string>& layers) {
  std::vector<VitTensor> tensors = {{"cls_token", {1, 1, shape.dim}},
                                    {"pos_embed", {1, 1 + shape.grid * shape.grid, shape.dim}}};
  add_affine(tensors, "patch_embed.proj", {shape.dim, 3, shape.patch, shape.patch});
  for (std::int64_t block = 0; block < vit_blocks_up_to(shape, layers); ++block) {
    add_block(tensors, block_name(block), shape.dim);
  }
  if (std::find(layers.begin(), layers.end(), kFinalNorm) != layers.end()) {
    add_affine(tensors, kFinalNorm, {shape.dim});
  }
  return tensors;
}

VitWeights read_vit(const SafetensorsFile& file, const std::vector<VitTensor>& tensors) {
  require_dinov2_names(file);
  VitWeights weights;
  for (const VitTensor& tensor : tensors) {
    weights[tensor.name] = file.read(tensor.name, tensor.shape);
  }
  return weights;
}

VitWeights random_vit(std::uint64_t seed, const std::vector<VitTensor>& tensors) {
  VitWeights weights;
  for (const VitTensor& tensor : tensors) {
    weights[tensor.name] = {tensor.shape, random_values(seed, tensor)};
  }
  return weights;
}

void save_vit(ArchiveWriter& archive, const VitWeights& weights) {
  for (const auto& [name, array] : weights) {
    archive.floats(archive_name(name), array.shape, array.values);
  }
}

VitWeights load_vit(const ArchiveReader& archive, const std::vector<VitTensor>& tensors) {
  VitWeights weights;
  for (const VitTensor& tensor : tensors) {
    FloatArray array = archive.floats(archive_name(tensor.name));
    if (array.shape != tensor.shape) {
      throw Error(ErrorKind::kData,
                  fmt::format("the saved model's {} has shape {}, expected {}; it was written by "
                              "another version or is damaged",
                              archive_name(tensor.name), shape_text(array.shape),
                              shape_text(tensor.shape)));
    }
    weights[tensor.name] = std::move(array);
  }
  return weights;
}

}  // namespace goodparts
