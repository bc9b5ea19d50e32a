#include "methods/backbones/backbone.h"

#include <fmt/format.h>

#include <cassert>
#include <filesystem>
#include <utility>

#include "kernels/base/error.h"
#include "kernels/base/join.h"
#include "methods/backbones/architecture.h"
#include "methods/backbones/convolution.h"
#include "methods/backbones/filter_bank.h"
#include "methods/backbones/network.h"
#include "methods/backbones/safetensors.h"
#include "methods/backbones/vit.h"
#include "methods/backbones/weights_cache.h"

namespace goodparts {
namespace {

constexpr const char* kBuiltin = "builtin";
constexpr const char* kRandom = "random";

std::vector<std::string> known_layers(const std::string& arch) {
  if (arch == kBuiltin) {
    return filter_bank_layers();
  }
  return is_vit(arch) ? vit_layer_names(vit_shape(arch)) : layer_names(architecture(arch));
}

std::unique_ptr<Backbone> make_vit_backbone(const BackboneConfig& config) {
  VitParts parts;
  parts.arch = config.arch;
  parts.shape = vit_shape(config.arch);
  parts.layers = config.layers.empty() ? vit_default_layers() : config.layers;
  parts.position_interpolation = config.position_interpolation;
  const std::vector<VitTensor> tensors = vit_tensors(parts.shape, parts.layers);
  if (config.weights == kRandom) {
    parts.origin = fmt::format("random weights, not trained, seed {}", config.random_seed);
    parts.weights = random_vit(static_cast<std::uint64_t>(config.random_seed), tensors);
  } else {
    const std::filesystem::path file = find_weights(config.arch, config.weights);
    parts.origin = "weights: " + file.filename().string();
    parts.weights = read_vit(SafetensorsFile(file.string()), tensors);
  }
  return make_vit(std::move(parts));
}

}  // namespace

std::vector<std::vector<FloatArray>> Backbone::features_batch(const Context& /*context*/,
                                                              std::span<const float> images,
                                                              std::int64_t count,
                                                              std::int64_t height,
                                                              std::int64_t width) const {
  assert(count >= 0 && static_cast<std::int64_t>(images.size()) == count * 3 * height * width);
  const auto each = static_cast<std::size_t>(3 * height * width);
  std::vector<std::vector<FloatArray>> result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.push_back(
        features(images.subspan(static_cast<std::size_t>(i) * each, each), height, width));
  }
  return result;
}

void BackboneConfig::visit(ConfigVisitor& visitor) {
  visitor.field("arch", arch);
  visitor.field("weights", weights);
  visitor.field("layers", layers);
  visitor.field("random_seed", random_seed);
  visitor.field("precision", precision);
  visitor.field("position_interpolation", position_interpolation);
}

void BackboneConfig::validate() const {
  std::vector<std::string> known = architecture_names();
  known.insert(known.begin(), kBuiltin);
  for (const std::string& name : vit_names()) {
    known.push_back(name);
  }
  require_one_of("backbone.arch", arch, known);
  require_one_of("backbone.position_interpolation", position_interpolation,
                 position_interpolations());
  require_one_of("backbone.precision", precision, {"fp32", "bf16"});
  const bool builtin = arch == kBuiltin;
  if (precision == "bf16" && (builtin || is_vit(arch))) {
    throw Error(ErrorKind::kConfig,
                fmt::format("backbone.precision: bf16, but {} computes in fp32 only; only the "
                            "convolutional networks ({}) know bf16",
                            arch, joined(architecture_names(), ", ")));
  }
  for (const std::string& layer : layers) {
    require_one_of("backbone.layers", layer, known_layers(arch));
  }
  if (builtin && weights) {
    throw Error(ErrorKind::kConfig,
                fmt::format("backbone.weights: '{}' given, but the builtin filter bank has no "
                            "weights; remove it or choose another backbone",
                            *weights));
  }
}

std::unique_ptr<Backbone> make_backbone(const BackboneConfig& config, const Context& context) {
  config.validate();
  if (config.arch == kBuiltin) {
    return std::make_unique<FilterBank>(config.layers);
  }
  if (is_vit(config.arch)) {
    return make_vit_backbone(config);
  }
  NetworkParts parts;
  const Architecture network = architecture(config.arch);
  parts.arch = config.arch;
  parts.layers = config.layers.empty() ? network.default_layers : config.layers;
  parts.precision = config.precision;
  if (config.precision == "bf16" && !computes_bfloat16(context.device)) {
    context.message(
        "backbone.precision: bf16 asked for, but this CPU has no bfloat16 instructions that "
        "LibTorch could use; the network computes in fp32");
  }
  const std::vector<Step> steps = steps_up_to(network, parts.layers);
  if (config.weights == kRandom) {
    parts.origin = fmt::format("random weights, not trained, seed {}", config.random_seed);
    parts.convolutions = random_convolutions(static_cast<std::uint64_t>(config.random_seed), steps);
  } else {
    const std::filesystem::path file = find_weights(config.arch, config.weights);
    parts.origin = "weights: " + file.filename().string();
    parts.convolutions = read_convolutions(SafetensorsFile(file.string()), steps);
  }
  return make_network(std::move(parts));
}

std::unique_ptr<Backbone> load_backbone(const ArchiveReader& archive) {
  const std::string arch = archive.text("backbone/arch");
  std::vector<std::string> layers = archive.texts("backbone/layers");
  if (arch == kBuiltin) {
    return std::make_unique<FilterBank>(std::move(layers));
  }
  if (is_vit(arch)) {
    return load_vit(archive);
  }
  NetworkParts parts;
  parts.arch = arch;
  parts.layers = std::move(layers);
  parts.origin = archive.text("backbone/origin");
  parts.precision = archive.has("backbone/precision") ? archive.text("backbone/precision") : "fp32";
  parts.convolutions = load_convolutions(archive, steps_up_to(architecture(arch), parts.layers));
  return make_network(std::move(parts));
}

}  // namespace goodparts
