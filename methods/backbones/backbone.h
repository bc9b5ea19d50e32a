// What turns an image into feature maps: a network trained elsewhere, or fixed filters.
//
// Images are {3, height, width}, RGB, float in [0, 1], row-major; a backbone normalises them
// itself. A layer's feature map is a FloatArray {channels, h, w}. An image's features depend on
// nothing else, not even on the images that it is computed with, and several threads may ask at
// once. Networks compute on Context::device where LibTorch can (network.h), anything else on the
// CPU.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/config.h"
#include "kernels/base/context.h"
#include "methods/archive.h"

namespace goodparts {

class Backbone {
 public:
  virtual ~Backbone() = default;
  // On the CPU. One map for each of layers(), in that order. image.size() == 3 * height * width.
  virtual std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                           std::int64_t width) const = 0;
  // Of `count` images of one size, one after another in `images`: for each of them what features()
  // gives, on the CPU bit for bit.
  virtual std::vector<std::vector<FloatArray>> features_batch(const Context& context,
                                                              std::span<const float> images,
                                                              std::int64_t count,
                                                              std::int64_t height,
                                                              std::int64_t width) const;
  // The same network in fp32; null where this one is.
  virtual std::unique_ptr<Backbone> in_fp32() const { return nullptr; }
  virtual const std::vector<std::string>& layers() const = 0;
  // For reports: "mobilenet_v2 (weights: file.safetensors)", "builtin: fixed filter bank, not
  // trained".
  virtual std::string describe() const = 0;
  // Writes all that load_backbone needs, weights included, under "backbone/".
  virtual void save(ArchiveWriter& archive) const = 0;
};

// The group "backbone"; one file experiments/conf/backbone/<arch>.yaml for each architecture.
struct BackboneConfig : Config {
  std::string arch = "builtin";
  // A safetensors file, a name that `goodparts weights list` knows, or "random"; none: the fetched
  // weights of the architecture (weights_cache.h). The builtin filter bank takes none.
  std::optional<std::string> weights;
  std::vector<std::string> layers;                // empty: the architecture's default
  std::int64_t random_seed = 0;                   // of weights=random
  std::string precision = "fp32";                 // fp32, bf16: of convolutional networks
  std::string position_interpolation = "dinov2";  // vision transformers only; see vit.h

  void visit(ConfigVisitor& visitor) override;
  // Opens no file, so that the settings kept in a saved model stay valid on another machine.
  void validate() const override;
};

// Throws Error(kConfig) naming the command that fetches the weights where they are missing,
// Error(kData) for a weights file that does not fit, Error(kUnavailable) where the
// architecture needs LibTorch and this build has none. Tells `context` where bf16 was asked for and
// fp32 is used because the CPU lacks it.
std::unique_ptr<Backbone> make_backbone(const BackboneConfig& config, const Context& context = {});
std::unique_ptr<Backbone> load_backbone(const ArchiveReader& archive);

}  // namespace goodparts
