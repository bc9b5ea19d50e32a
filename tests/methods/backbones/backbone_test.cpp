#include "methods/backbones/backbone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "kernels/base/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

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
  const testing::TemporaryFolder empty_cache;
  ::setenv("GOODPARTS_CACHE", empty_cache.path().c_str(), 1);
  BackboneConfig config;
  config.arch = "wide_resnet50_2";
  EXPECT_ERROR(make_backbone(config), ErrorKind::kConfig, "backbone.weights",
               "goodparts weights fetch wide_resnet50_2", "backbone=builtin",
               "backbone.weights=random");
  ::unsetenv("GOODPARTS_CACHE");
}

TEST(BackboneConfig, BuiltinTakesNoWeights) {
  BackboneConfig config;
  config.weights = "file.safetensors";
  expect_config_error(config, {"backbone.weights", "'file.safetensors'"});
}

TEST(BackboneConfig, OnlyConvolutionalNetworksKnowBfloat16) {
  BackboneConfig config;
  config.precision = "bf16";
  expect_config_error(config, {"backbone.precision", "builtin", "mobilenet_v2"});
  config.arch = "dinov2_vits14";
  expect_config_error(config, {"backbone.precision", "dinov2_vits14", "mobilenet_v2"});
  config.arch = "resnet18";
  config.precision = "bf61";
  expect_config_error(config, {"backbone.precision", "'bf61'", "bf16"});
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
