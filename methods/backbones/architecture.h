// Convolutional networks as plain lists of steps, with torchvision's names for weights and layers:
// ResNet-18 and -50 (He et al. 2016), Wide ResNet-50-2 (Zagoruyko & Komodakis 2016), MobileNetV2
// (Sandler et al. 2018).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goodparts {

enum class Activation { kNone, kRelu, kRelu6 };

enum class StepKind {
  kConvolution,          // with its batch norm and activation
  kMaxPool,              // 3 × 3, stride 2, padding 1
  kKeepShortcut,         // remember the current map
  kShortcutConvolution,  // a convolution of the remembered map
  kAddShortcut,          // add the remembered map, then the activation
  kLayer,                // the current map is the output of the layer `name`
};

struct Step {
  StepKind kind = StepKind::kConvolution;
  std::string name;  // convolution: prefix of its weights; layer: its name
  std::string norm;  // prefix of the batch norm's weights
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t kernel = 1;  // square; padding (kernel − 1) / 2
  std::int64_t stride = 1;
  std::int64_t groups = 1;
  Activation activation = Activation::kNone;

  bool is_convolution() const {
    return kind == StepKind::kConvolution || kind == StepKind::kShortcutConvolution;
  }
};

struct Architecture {
  std::vector<Step> steps;
  std::vector<std::string> default_layers;
};

std::vector<std::string> architecture_names();
// `name` must be one of architecture_names().
Architecture architecture(const std::string& name);
std::vector<std::string> layer_names(const Architecture& network);
// The steps as far as the deepest of `layers`, all of which the network has.
std::vector<Step> steps_up_to(const Architecture& network, const std::vector<std::string>& layers);

}  // namespace goodparts
