#include "methods/backbones/architecture.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace goodparts {
namespace {

Step convolution(StepKind kind, std::string name, std::string norm, std::int64_t in,
                 std::int64_t out, std::int64_t kernel, std::int64_t stride,
                 Activation activation) {
  Step step;
  step.kind = kind;
  step.name = std::move(name);
  step.norm = std::move(norm);
  step.in = in;
  step.out = out;
  step.kernel = kernel;
  step.stride = stride;
  step.activation = activation;
  return step;
}

Step plain(StepKind kind, std::string name = "", Activation activation = Activation::kNone) {
  Step step;
  step.kind = kind;
  step.name = std::move(name);
  step.activation = activation;
  return step;
}

struct ResNetShape {
  std::array<int, 4> blocks;
  bool bottleneck;
  std::int64_t width_factor;  // of the inner convolutions of a bottleneck
};

// One residual block; returns its output channels.
std::int64_t add_residual_block(std::vector<Step>& steps, const std::string& prefix,
                                const ResNetShape& shape, std::int64_t in, std::int64_t planes,
                                std::int64_t stride) {
  constexpr auto kConv = StepKind::kConvolution;
  const std::int64_t out = shape.bottleneck ? 4 * planes : planes;
  const std::int64_t inner = shape.bottleneck ? planes * shape.width_factor : planes;
  const auto conv = [&](int index, std::int64_t from, std::int64_t to, std::int64_t kernel,
                        std::int64_t by, Activation activation) {
    const std::string number = std::to_string(index);
    steps.push_back(convolution(kConv, prefix + ".conv" + number, prefix + ".bn" + number, from, to,
                                kernel, by, activation));
  };
  steps.push_back(plain(StepKind::kKeepShortcut));
  if (shape.bottleneck) {
    conv(1, in, inner, 1, 1, Activation::kRelu);
    conv(2, inner, inner, 3, stride, Activation::kRelu);
    conv(3, inner, out, 1, 1, Activation::kNone);
  } else {
    conv(1, in, out, 3, stride, Activation::kRelu);
    conv(2, out, out, 3, 1, Activation::kNone);
  }
  if (stride != 1 || in != out) {
    steps.push_back(convolution(StepKind::kShortcutConvolution, prefix + ".downsample.0",
                                prefix + ".downsample.1", in, out, 1, stride, Activation::kNone));
  }
  steps.push_back(plain(StepKind::kAddShortcut, "", Activation::kRelu));
  return out;
}

Architecture resnet(const ResNetShape& shape) {
  Architecture network;
  network.default_layers = {"layer2", "layer3"};
  std::vector<Step>& steps = network.steps;
  steps.push_back(
      convolution(StepKind::kConvolution, "conv1", "bn1", 3, 64, 7, 2, Activation::kRelu));
  steps.push_back(plain(StepKind::kMaxPool));
  std::int64_t in = 64;
  for (std::size_t stage = 0; stage < shape.blocks.size(); ++stage) {
    const std::string layer = "layer" + std::to_string(stage + 1);
    for (int block = 0; block < shape.blocks[stage]; ++block) {
      const std::int64_t stride = stage > 0 && block == 0 ? 2 : 1;
      in = add_residual_block(steps, layer + "." + std::to_string(block), shape, in,
                              std::int64_t{64} << stage, stride);
    }
    steps.push_back(plain(StepKind::kLayer, layer));
  }
  return network;
}

void add_inverted_residual(std::vector<Step>& steps, const std::string& prefix, std::int64_t in,
                           std::int64_t out, std::int64_t stride, std::int64_t expansion) {
  const bool shortcut = stride == 1 && in == out;
  const std::int64_t inner = in * expansion;
  if (shortcut) {
    steps.push_back(plain(StepKind::kKeepShortcut));
  }
  int index = 0;
  const auto place = [&] { return prefix + ".conv." + std::to_string(index); };
  if (expansion != 1) {
    steps.push_back(convolution(StepKind::kConvolution, place() + ".0", place() + ".1", in, inner,
                                1, 1, Activation::kRelu6));
    ++index;
  }
  steps.push_back(convolution(StepKind::kConvolution, place() + ".0", place() + ".1", inner, inner,
                              3, stride, Activation::kRelu6));
  steps.back().groups = inner;
  ++index;
  const std::string projection = place();
  ++index;
  steps.push_back(convolution(StepKind::kConvolution, projection, place(), inner, out, 1, 1,
                              Activation::kNone));
  if (shortcut) {
    steps.push_back(plain(StepKind::kAddShortcut));
  }
}

Architecture mobilenet_v2() {
  struct Stage {
    std::int64_t expansion, channels;
    int blocks;
    std::int64_t stride;
  };
  constexpr std::array<Stage, 7> kStages = {{{1, 16, 1, 1},
                                             {6, 24, 2, 2},
                                             {6, 32, 3, 2},
                                             {6, 64, 4, 2},
                                             {6, 96, 3, 1},
                                             {6, 160, 3, 2},
                                             {6, 320, 1, 1}}};
  Architecture network;
  network.default_layers = {"features.6", "features.13"};
  std::vector<Step>& steps = network.steps;
  int index = 0;
  const auto name = [&] { return "features." + std::to_string(index); };
  const auto finish_layer = [&] {
    steps.push_back(plain(StepKind::kLayer, name()));
    ++index;
  };
  const auto add_convolution = [&](std::int64_t in, std::int64_t out, std::int64_t kernel,
                                   std::int64_t stride) {
    steps.push_back(convolution(StepKind::kConvolution, name() + ".0", name() + ".1", in, out,
                                kernel, stride, Activation::kRelu6));
    finish_layer();
  };
  add_convolution(3, 32, 3, 2);
  std::int64_t in = 32;
  for (const Stage& stage : kStages) {
    for (int block = 0; block < stage.blocks; ++block) {
      add_inverted_residual(steps, name(), in, stage.channels, block == 0 ? stage.stride : 1,
                            stage.expansion);
      in = stage.channels;
      finish_layer();
    }
  }
  add_convolution(in, 1280, 1, 1);
  return network;
}

}  // namespace

std::vector<std::string> architecture_names() {
  return {"mobilenet_v2", "resnet18", "resnet50", "wide_resnet50_2"};
}

Architecture architecture(const std::string& name) {
  if (name == "mobilenet_v2") {
    return mobilenet_v2();
  }
  if (name == "resnet18") {
    return resnet({{2, 2, 2, 2}, false, 1});
  }
  assert(name == "resnet50" || name == "wide_resnet50_2");
  return resnet({{3, 4, 6, 3}, true, name == "resnet50" ? 1 : 2});
}

std::vector<std::string> layer_names(const Architecture& network) {
  std::vector<std::string> names;
  for (const Step& step : network.steps) {
    if (step.kind == StepKind::kLayer) {
      names.push_back(step.name);
    }
  }
  return names;
}

std::vector<Step> steps_up_to(const Architecture& network, const std::vector<std::string>& layers) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < network.steps.size(); ++i) {
    const Step& step = network.steps[i];
    if (step.kind == StepKind::kLayer &&
        std::find(layers.begin(), layers.end(), step.name) != layers.end()) {
      end = i + 1;
    }
  }
  return {network.steps.begin(), network.steps.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace goodparts
