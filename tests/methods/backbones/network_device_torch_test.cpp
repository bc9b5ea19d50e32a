// Expected features on another device: the CPU's, which network_torch_test.cpp and
// vit_torch_test.cpp compare with PyTorch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "methods/backbones/backbone.h"
#include "methods/backbones/network.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t kSide = 64;
constexpr std::int64_t kEach = 3 * kSide * kSide;

class Messages : public ProgressSink {
 public:
  void begin(const std::string&, std::int64_t) override {}
  void advance(std::int64_t) override {}
  void end() override {}
  void message(const std::string& text) override { texts.push_back(text); }
  std::vector<std::string> texts;
};

std::unique_ptr<Backbone> random_backbone(const std::string& arch, const std::string& layer,
                                          const std::string& precision = "fp32") {
  BackboneConfig config;
  config.arch = arch;
  config.weights = "random";
  config.layers = {layer};
  config.precision = precision;
  return make_backbone(config);
}

Context on_cuda(ProgressSink* sink = nullptr) {
  Context context;
  context.device = Device::kCuda;
  context.progress = sink;
  return context;
}

bool libtorch_has_cuda() { return network_device(Device::kCuda) == "cuda"; }

TEST(NetworkDevice, OfTheCpuIsTheCpu) { EXPECT_EQ(network_device(Device::kCpu), "cpu"); }

TEST(NetworkDevice, WithoutCudaInLibTorchTheCpuComputesAndItIsToldOnce) {
  if (libtorch_has_cuda()) {
    GTEST_SKIP() << "this LibTorch has CUDA";
  }
  const std::string where = "cpu, for this LibTorch (" + torch_version() + ") has no CUDA";
  EXPECT_EQ(network_device(Device::kCuda), where);
  const std::vector<float> images = testing::uniform_values(2 * kEach, 1);
  for (const auto& [arch, layer] :
       {std::pair{"resnet18", "layer1"}, std::pair{"dinov2_vits14", "blocks.0"}}) {
    const std::unique_ptr<Backbone> backbone = random_backbone(arch, layer);
    Messages messages;
    const auto found = backbone->features_batch(on_cuda(&messages), images, 2, kSide, kSide);
    backbone->features_batch(on_cuda(&messages), images, 2, kSide, kSide);
    EXPECT_THAT(messages.texts, ElementsAre(HasSubstr("device=cuda: the backbone's network "
                                                      "computes on the " +
                                                      where)));
    const auto expected = backbone->features_batch({}, images, 2, kSide, kSide);
    EXPECT_EQ(found[1][0].shape, expected[1][0].shape);
    EXPECT_EQ(found[1][0].values, expected[1][0].values) << arch;
  }
}

double distance(const std::vector<float>& found, const std::vector<float>& expected) {
  double difference = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto value = static_cast<double>(expected[i]);
    difference += std::pow(static_cast<double>(found[i]) - value, 2);
    whole += value * value;
  }
  return std::sqrt(difference / whole);
}

TEST(NetworkDevice, TheGpusFeaturesAreTheCpusUpToRounding) {
  if (!libtorch_has_cuda()) {
    GTEST_SKIP() << "this LibTorch has no CUDA";
  }
  const std::vector<float> image = testing::uniform_values(kEach, 1);
  for (const auto& [arch, layer, precision, bound] :
       {std::tuple{"resnet18", "layer3", "fp32", 1e-5},
        std::tuple{"mobilenet_v2", "features.6", "fp32", 1e-5},
        std::tuple{"dinov2_vits14", "blocks.3", "fp32", 1e-5},
        // PyTorch's own bfloat16 is 0.007 from float there (network_torch_test.cpp).
        std::tuple{"resnet18", "layer3", "bf16", 2 * 0.007}}) {
    const std::unique_ptr<Backbone> backbone = random_backbone(arch, layer, precision);
    const auto found = backbone->features_batch(on_cuda(), image, 1, kSide, kSide);
    const auto expected = random_backbone(arch, layer)->features(image, kSide, kSide);
    ASSERT_EQ(found[0][0].shape, expected[0].shape);
    EXPECT_LE(distance(found[0][0].values, expected[0].values), bound) << arch << " " << precision;
  }
}

TEST(NetworkDevice, OnTheGpuAnImageHasTheSameBitsInAnyBatchAndPlace) {
  if (!libtorch_has_cuda()) {
    GTEST_SKIP() << "this LibTorch has no CUDA";
  }
  const std::vector<float> image = testing::uniform_values(kEach, 1);
  for (const char* const precision : {"fp32", "bf16"}) {
    const std::unique_ptr<Backbone> backbone = random_backbone("resnet18", "layer3", precision);
    const auto alone = backbone->features_batch(on_cuda(), image, 1, kSide, kSide);
    for (const std::int64_t count : {2, 8, 11}) {
      std::vector<float> batch = testing::uniform_values(count * kEach, 2);
      for (std::int64_t place = 0; place < count; place += 2) {
        std::copy(image.begin(), image.end(), batch.begin() + place * kEach);
      }
      const auto found = backbone->features_batch(on_cuda(), batch, count, kSide, kSide);
      for (std::int64_t place = 0; place < count; place += 2) {
        EXPECT_EQ(found[static_cast<std::size_t>(place)][0].values, alone[0][0].values)
            << precision << ", place " << place << " of " << count;
      }
    }
  }
}

}  // namespace
}  // namespace goodparts
