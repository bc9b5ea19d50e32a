#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <utility>

#include "kernels/base/error.h"
#include "methods/backbones/placement_torch.h"
#include "methods/backbones/vit.h"
#include "methods/torch/tensors.h"

namespace goodparts {
namespace {

constexpr double kNormEpsilon = 1e-6;  // of DINOv2's layer norms
constexpr double kDinov2Offset = 0.1;  // added to the grid when the original release scales

// The transformer where it is computed. `parts` must outlive it.
class PlacedVit {
 public:
  PlacedVit(const VitParts& parts, const Placement& placement)
      : parts_(parts),
        blocks_(vit_blocks_up_to(parts_.shape, parts_.layers)),
        placement_(placement) {
    const c10::InferenceMode guard;
    for (const auto& [name, array] : parts_.weights) {
      weights_[name] = to_tensor(array.values, array.shape).to(placement_.device);
    }
    mean_ = at::tensor({0.485F, 0.456F, 0.406F}).view({1, 3, 1, 1}).to(placement_.device);
    deviation_ = at::tensor({0.229F, 0.224F, 0.225F}).view({1, 3, 1, 1}).to(placement_.device);
  }

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const {
    assert(static_cast<std::int64_t>(image.size()) == 3 * height * width);
    const c10::InferenceMode guard;
    const std::int64_t rows = patches_along(height);
    const std::int64_t columns = patches_along(width);
    at::Tensor x = to_tensor(image, {1, 3, height, width}).to(placement_.device);
    const std::int64_t patch = parts_.shape.patch;
    if (height != rows * patch || width != columns * patch) {
      x = at::_upsample_bilinear2d_aa(x, {rows * patch, columns * patch}, false);
    }
    x = tokens((x - mean_) / deviation_, rows, columns);
    std::map<std::string, at::Tensor> found;
    for (std::int64_t i = 0; i < blocks_; ++i) {
      const std::string name = "blocks." + std::to_string(i);
      x = x +
          attention(layer_norm(x, name + ".norm1"), name + ".attn") * weight(name + ".ls1.gamma");
      x = x + mlp(layer_norm(x, name + ".norm2"), name + ".mlp") * weight(name + ".ls2.gamma");
      found[name] = x;
    }
    std::vector<FloatArray> result;
    for (const std::string& layer : parts_.layers) {
      result.push_back(
          to_map(layer == "norm" ? layer_norm(x, layer) : found.at(layer), rows, columns));
    }
    return result;
  }

 private:
  const at::Tensor& weight(const std::string& name) const { return weights_.at(name); }

  std::int64_t patches_along(std::int64_t pixels) const {
    const std::int64_t patch = parts_.shape.patch;
    if (pixels < patch) {
      throw Error(ErrorKind::kData,
                  fmt::format("{} needs images of at least {} pixels a side, this one has {}; "
                              "raise dataset.resize",
                              parts_.arch, patch, pixels));
    }
    return (pixels + patch / 2) / patch;
  }

  at::Tensor linear(const at::Tensor& x, const std::string& name) const {
    return at::linear(x, weight(name + ".weight"), weight(name + ".bias"));
  }

  at::Tensor layer_norm(const at::Tensor& x, const std::string& name) const {
    return at::layer_norm(x, {parts_.shape.dim}, weight(name + ".weight"), weight(name + ".bias"),
                          kNormEpsilon);
  }

  // {1, 1 + rows · columns, dim}: the class token, then the patches row by row.
  at::Tensor tokens(const at::Tensor& image, std::int64_t rows, std::int64_t columns) const {
    const std::int64_t patch = parts_.shape.patch;
    const at::Tensor patches = at::conv2d(image, weight("patch_embed.proj.weight"),
                                          weight("patch_embed.proj.bias"), {patch, patch});
    return at::cat({weight("cls_token"), patches.flatten(2).transpose(1, 2)}, 1) +
           positions(rows, columns);
  }

  at::Tensor positions(std::int64_t rows, std::int64_t columns) const {
    const at::Tensor& all = weight("pos_embed");
    const std::int64_t grid = parts_.shape.grid;
    if (rows == grid && columns == grid) {
      return all;
    }
    const at::Tensor trained = all.slice(1, 1)
                                   .reshape({1, grid, grid, parts_.shape.dim})
                                   .permute({0, 3, 1, 2})
                                   .contiguous();
    at::Tensor resized;
    if (parts_.position_interpolation == "timm") {
      resized = at::_upsample_bicubic2d_aa(trained, {rows, columns}, false);
    } else {
      const auto scale = [&](std::int64_t size) {
        return (static_cast<double>(size) + kDinov2Offset) / static_cast<double>(grid);
      };
      resized =
          at::upsample_bicubic2d(trained, {rows, columns}, false, scale(rows), scale(columns));
    }
    return at::cat({all.slice(1, 0, 1), resized.flatten(2).transpose(1, 2)}, 1);
  }

  at::Tensor attention(const at::Tensor& x, const std::string& name) const {
    const std::int64_t count = x.size(1);
    const std::int64_t heads = parts_.shape.heads;
    const std::int64_t each = parts_.shape.dim / heads;
    const at::Tensor qkv =  // {query | key | value, head, token, each}
        linear(x, name + ".qkv").view({count, 3, heads, each}).permute({1, 2, 0, 3});
    const at::Tensor query = qkv.select(0, 0) / std::sqrt(static_cast<double>(each));
    const at::Tensor shares = at::softmax(at::matmul(query, qkv.select(0, 1).transpose(1, 2)), -1);
    const at::Tensor mixed = at::matmul(shares, qkv.select(0, 2));
    return linear(mixed.transpose(0, 1).reshape({1, count, parts_.shape.dim}), name + ".proj");
  }

  at::Tensor mlp(const at::Tensor& x, const std::string& name) const {
    return linear(at::gelu(linear(x, name + ".fc1")), name + ".fc2");
  }

  FloatArray to_map(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns) const {
    const at::Tensor patches = tokens.slice(1, 1).transpose(1, 2);
    return {{parts_.shape.dim, rows, columns}, to_vector(placement_.fetch(patches))};
  }

  const VitParts& parts_;
  std::int64_t blocks_;
  Placement placement_;
  std::map<std::string, at::Tensor> weights_;
  at::Tensor mean_;
  at::Tensor deviation_;
};

class Vit : public Backbone {
 public:
  explicit Vit(VitParts parts) : parts_(std::move(parts)) {
    // One image is one thread's work, so that its features depend neither on the number of threads
    // nor on its batch.
    at::set_num_threads(1);
  }

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override {
    return std::move(features_batch({}, image, 1, height, width).front());
  }

  std::vector<std::vector<FloatArray>> features_batch(const Context& context,
                                                      std::span<const float> images,
                                                      std::int64_t count, std::int64_t height,
                                                      std::int64_t width) const override {
    const PlacedVit& network = placed_.get(context, false, [&](const Placement& placement) {
      return std::make_unique<PlacedVit>(parts_, placement);
    });
    const auto each = static_cast<std::size_t>(3 * height * width);
    std::vector<std::vector<FloatArray>> result;
    for (std::int64_t i = 0; i < count; ++i) {
      result.push_back(network.features(images.subspan(static_cast<std::size_t>(i) * each, each),
                                        height, width));
    }
    return result;
  }

  const std::vector<std::string>& layers() const override { return parts_.layers; }
  std::string describe() const override {
    return fmt::format("{} ({}; positions interpolated as by {})", parts_.arch, parts_.origin,
                       parts_.position_interpolation);
  }
  void save(ArchiveWriter& archive) const override {
    archive.text("backbone/arch", parts_.arch);
    archive.texts("backbone/layers", parts_.layers);
    archive.text("backbone/origin", parts_.origin);
    archive.text("backbone/position_interpolation", parts_.position_interpolation);
    save_vit(archive, parts_.weights);
  }

 private:
  VitParts parts_;
  PlacedOnce<PlacedVit> placed_;
};

}  // namespace

std::unique_ptr<Backbone> make_vit(VitParts parts) {
  return std::make_unique<Vit>(std::move(parts));
}

}  // namespace goodparts
