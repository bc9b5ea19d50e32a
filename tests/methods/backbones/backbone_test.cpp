#include "methods/backbones/backbone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

void expect_config_error(const BackboneConfig& config, const std::vector<std::string>& parts) {
  try {
    config.validate();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    for (const std::string& part : parts) {
      EXPECT_THAT(error.what(), HasSubstr(part));
    }
  }
}

TEST(BackboneConfig, DefaultsToTheBuiltinFilterBank) {
  const BackboneConfig config;
  EXPECT_EQ(make_backbone(config)->describe(), "builtin: fixed filter bank, not trained");
}

TEST(BackboneConfig, SuggestsTheNearestArchitectureAndLayer) {
  BackboneConfig config;
  config.arch = "resnet81";
  expect_config_error(config, {"backbone.arch", "'resnet81'", "did you mean 'resnet18'?"});
  config.arch = "resnet18";
  config.weights = "random";
  config.layers = {"layer2", "layer5"};
  expect_config_error(config, {"backbone.layers", "'layer5'", "layer1, layer2, layer3, layer4"});
}

TEST(BackboneConfig, SaysHowToGetWeights) {
  BackboneConfig config;
  config.arch = "wide_resnet50_2";
  expect_config_error(config, {"backbone.weights", "wide_resnet50_2", "safetensors",
                               "backbone=builtin", "backbone.weights=random"});
}

TEST(BackboneConfig, BuiltinTakesNoWeights) {
  BackboneConfig config;
  config.weights = "file.safetensors";
  expect_config_error(config, {"backbone.weights", "'file.safetensors'"});
}

#ifndef GOODPARTS_WITH_TORCH
TEST(Backbone, NeedsLibTorchForNetworks) {
  BackboneConfig config;
  config.arch = "mobilenet_v2";
  config.weights = "random";
  config.layers = {"features.0"};
  try {
    make_backbone(config);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("LibTorch"));
    EXPECT_THAT(error.what(), HasSubstr("backbone=builtin"));
  }
}
#endif

}  // namespace
}  // namespace goodparts
