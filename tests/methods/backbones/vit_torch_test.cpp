// Expected features: torchvision 0.14's vision transformer on PyTorch 1.13 with DINOv2's layer
// scales folded in and its position embeddings resized by torch.nn.functional.interpolate, weights
// and image filled by formulas; printed by tests/data/backbones/make_vit.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "methods/backbones/vit.h"
#include "tests/methods/backbones/expected_layer.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"
#include "tests/support/patterns.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

std::vector<float> made_values(const VitTensor& tensor) {
  std::int64_t count = 1;
  for (const std::int64_t size : tensor.shape) {
    count *= size;
  }
  double centre = 0.0;
  double reach = std::sqrt(3.0 * static_cast<double>(tensor.shape[0]) / static_cast<double>(count));
  if (tensor.name.ends_with(".bias")) {
    reach = 0.1;
  } else if (tensor.shape.size() == 1) {
    centre = 1.0;
    reach = 0.25;
  } else if (tensor.shape.size() == 3) {
    reach = 0.5;
  }
  return testing::named_values(tensor.name, count, centre, reach);
}

struct ExpectedVit {
  VitShape shape;
  std::int64_t height;
  std::int64_t width;
  const char* interpolation;
  std::vector<testing::ExpectedLayer> layers;
};

class Transformer : public ::testing::TestWithParam<ExpectedVit> {};

TEST_P(Transformer, ComputesTorchvisionsFeatures) {
  const ExpectedVit& expected = GetParam();
  VitParts parts;
  parts.shape = expected.shape;
  parts.layers = {"blocks.0", "norm"};
  parts.position_interpolation = expected.interpolation;
  for (const VitTensor& tensor : vit_tensors(parts.shape, parts.layers)) {
    parts.weights[tensor.name] = {tensor.shape, made_values(tensor)};
  }
  const std::vector<FloatArray> maps =
      make_vit(parts)->features(testing::pattern(3 * expected.height * expected.width, 631, 997),
                                expected.height, expected.width);
  ASSERT_EQ(maps.size(), 2U);
  testing::expect_layer(maps[0], expected.layers[0], 1e-5);
  testing::expect_layer(maps[1], expected.layers[1], 1e-5);
}

constexpr VitShape kTiny{24, 3, 2, 14, 5};
constexpr VitShape kTrainedGrid{8, 2, 1, 14, 37};

INSTANTIATE_TEST_SUITE_P(
    All, Transformer,
    ::testing::Values(ExpectedVit{kTiny,
                                  70,
                                  70,
                                  "dinov2",
                                  {{"blocks.0",
                                    {24, 5, 5},
                                    -0.07603528,
                                    1.54996,
                                    {0.5622097, -0.574064, -1.901289, -2.365637}},
                                   {"norm",
                                    {24, 5, 5},
                                    0.003925559,
                                    1.0189,
                                    {0.4336067, -0.2979692, -0.7797159, -0.9955019}}}},
                      ExpectedVit{kTiny,
                                  42,
                                  56,
                                  "dinov2",
                                  {{"blocks.0",
                                    {24, 3, 4},
                                    -0.2030555,
                                    6.938544,
                                    {-5.499726, 8.88253, 4.262212, -5.161215}},
                                   {"norm",
                                    {24, 3, 4},
                                    0.01085948,
                                    1.025798,
                                    {-0.9385033, 1.494759, 0.7225056, -0.5711707}}}},
                      ExpectedVit{kTiny,
                                  42,
                                  56,
                                  "timm",
                                  {{"blocks.0",
                                    {24, 3, 4},
                                    -0.2022477,
                                    6.93701,
                                    {-5.393742, 8.835396, 4.30828, -5.201047}},
                                   {"norm",
                                    {24, 3, 4},
                                    0.0108142,
                                    1.025863,
                                    {-0.9157268, 1.48909, 0.7299821, -0.5763564}}}},
                      ExpectedVit{kTiny,
                                  100,
                                  75,
                                  "dinov2",
                                  {{"blocks.0",
                                    {24, 7, 5},
                                    0.02756662,
                                    0.9574402,
                                    {2.065286, 0.1636878, -0.2233801, -3.163154}},
                                   {"norm",
                                    {24, 7, 5},
                                    -0.002053508,
                                    1.022892,
                                    {2.116149, 0.09229048, -0.1196832, -2.121366}}}},
                      ExpectedVit{kTrainedGrid,
                                  224,
                                  224,
                                  "dinov2",
                                  {{"blocks.0",
                                    {8, 16, 16},
                                    -0.02343811,
                                    1.178333,
                                    {1.642367, 0.7561026, 1.230875, -0.0797682}},
                                   {"norm",
                                    {8, 16, 16},
                                    0.02657663,
                                    1.048068,
                                    {1.555063, 1.220097, 0.7883022, 0.4357663}}}},
                      ExpectedVit{kTrainedGrid,
                                  224,
                                  224,
                                  "timm",
                                  {{"blocks.0",
                                    {8, 16, 16},
                                    -0.03231036,
                                    1.136662,
                                    {1.982395, 0.6945971, 1.141203, -0.3664344}},
                                   {"norm",
                                    {8, 16, 16},
                                    0.0263181,
                                    1.048681,
                                    {1.640898, 1.296049, 0.7166772, 0.1057508}}}},
                      ExpectedVit{kTrainedGrid,
                                  518,
                                  518,
                                  "dinov2",
                                  {{"blocks.0",
                                    {8, 37, 37},
                                    -0.003434437,
                                    1.229066,
                                    {-0.5845486, 0.6162366, 1.688255, 0.9794381}},
                                   {"norm",
                                    {8, 37, 37},
                                    0.02342942,
                                    1.044516,
                                    {-0.644094, 0.7760299, 0.8935367, 1.367159}}}},
                      ExpectedVit{kTrainedGrid,
                                  224,
                                  308,
                                  "dinov2",
                                  {{"blocks.0",
                                    {8, 16, 22},
                                    -0.006946373,
                                    1.469682,
                                    {0.3213491, -0.3245281, -2.330271, -0.663886}},
                                   {"norm",
                                    {8, 16, 22},
                                    0.02735429,
                                    1.054023,
                                    {0.4192573, -0.4076559, -1.290088, -0.9373067}}}},
                      ExpectedVit{kTrainedGrid,
                                  224,
                                  308,
                                  "timm",
                                  {{"blocks.0",
                                    {8, 16, 22},
                                    -0.008103956,
                                    1.441859,
                                    {0.4738665, -0.3309115, -2.366568, -0.7428036}},
                                   {"norm",
                                    {8, 16, 22},
                                    0.02735849,
                                    1.054892,
                                    {0.5285501, -0.4221579, -1.298904, -1.0144}}}}),
    [](const auto& info) {
      const ExpectedVit& expected = info.param;
      return "grid" + std::to_string(expected.shape.grid) + "_" + std::to_string(expected.height) +
             "x" + std::to_string(expected.width) + "_" + expected.interpolation;
    });

BackboneConfig random_small(const std::string& layer) {
  BackboneConfig config;
  config.arch = "dinov2_vits14";
  config.weights = "random";
  config.layers = {layer};
  return config;
}

TEST(VitModel, SavedAndLoadedGivesTheSameBits) {
  const std::vector<float> image = testing::pattern(3 * 30 * 44, 631, 997);
  const std::unique_ptr<Backbone> backbone = make_backbone(random_small("blocks.0"));
  EXPECT_EQ(backbone->describe(),
            "dinov2_vits14 (random weights, not trained, seed 0; positions interpolated as by "
            "dinov2)");
  testing::MemoryArchive archive;
  backbone->save(archive);
  const std::unique_ptr<Backbone> loaded = load_backbone(archive);
  EXPECT_EQ(loaded->describe(), backbone->describe());
  const FloatArray before = backbone->features(image, 30, 44)[0];
  const FloatArray after = loaded->features(image, 30, 44)[0];
  EXPECT_EQ(before.shape, (std::vector<std::int64_t>{384, 2, 3}));
  EXPECT_EQ(after.values, before.values);

  std::get<FloatArray>(archive.entries["backbone/vit/cls_token"]).shape = {384};
  EXPECT_ERROR(load_backbone(archive), ErrorKind::kData, "cls_token",
               "[384], expected [1, 1, 384]");
}

TEST(VitModel, RandomWeightsFollowTheirSeed) {
  const std::vector<float> image = testing::pattern(3 * 28 * 28, 631, 997);
  BackboneConfig config = random_small("blocks.0");
  const auto features = [&] { return make_backbone(config)->features(image, 28, 28)[0].values; };
  const std::vector<float> first = features();
  EXPECT_EQ(features(), first);
  config.random_seed = 1;
  EXPECT_NE(features(), first);
}

TEST(VitModel, ImagesSmallerThanAPatchAreAnError) {
  const std::vector<float> image(3 * 13 * 50, 0.5F);
  EXPECT_ERROR(make_backbone(random_small("blocks.0"))->features(image, 13, 50), ErrorKind::kData,
               "dinov2_vits14", "14 pixels", "13");
}

class VitFile : public ::testing::Test {
 protected:
  // The first block's worth of weights, zero, but for `extra`, and without `left_out`.
  BackboneConfig config(const std::string& extra, const std::string& left_out) const {
    BackboneConfig config = random_small("blocks.0");
    config.weights = (folder_ / "made.safetensors").string();
    testing::SafetensorsWriter writer;
    for (const VitTensor& tensor : vit_tensors(vit_shape(config.arch), config.layers)) {
      if (tensor.name != left_out) {
        writer.add(tensor.name, tensor.shape, made_values(tensor));
      }
    }
    if (!extra.empty()) {
      writer.add(extra, {1, 384}, std::vector<float>(384, 0.0F));
    }
    writer.write(*config.weights);
    return config;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(VitFile, OfTheOriginalReleaseWithItsMaskTokenIsRead) {
  const std::unique_ptr<Backbone> backbone = make_backbone(config("mask_token", ""));
  EXPECT_THAT(backbone->describe(), HasSubstr("weights: made.safetensors"));
  const std::vector<float> image = testing::pattern(3 * 28 * 28, 631, 997);
  EXPECT_EQ(backbone->features(image, 28, 28)[0].shape, (std::vector<std::int64_t>{384, 2, 2}));
}

TEST_F(VitFile, WithRegisterTokensIsRefused) {
  EXPECT_ERROR(make_backbone(config("register_tokens", "")), ErrorKind::kData, "made.safetensors",
               "register tokens");
  EXPECT_ERROR(make_backbone(config("reg_token", "")), ErrorKind::kData, "register tokens");
}

TEST_F(VitFile, InOtherNamesIsRefused) {
  EXPECT_ERROR(make_backbone(config("embeddings.cls_token", "cls_token")), ErrorKind::kData,
               "made.safetensors", "no tensor 'cls_token'", "timm");
  EXPECT_ERROR(make_backbone(config("", "blocks.0.ls1.gamma")), ErrorKind::kData,
               "no tensor 'blocks.0.ls1.gamma'");
}

TEST_F(VitFile, OfTheOtherSizeIsRefused) {
  BackboneConfig other = config("", "");
  other.arch = "dinov2_vitb14";
  EXPECT_ERROR(make_backbone(other), ErrorKind::kData, "[1, 1, 384], expected [1, 1, 768]");
}

TEST(VitArchitecture, StopsAtTheDeepestLayerAskedFor) {
  const VitShape shape = vit_shape("dinov2_vitb14");
  EXPECT_EQ(vit_blocks_up_to(shape, {"blocks.3", "blocks.1"}), 4);
  EXPECT_EQ(vit_blocks_up_to(shape, {"norm"}), 12);
}

// torchvision 0.14's VisionTransformer of these sizes without its head, and two layer scales a
// block.
TEST(VitArchitecture, HasDinov2sParameters) {
  for (const auto& [name, parameters] :
       {std::pair{"dinov2_vits14", 22'056'192}, {"dinov2_vitb14", 86'579'712}}) {
    std::int64_t count = 0;
    for (const VitTensor& tensor : vit_tensors(vit_shape(name), {"norm"})) {
      std::int64_t product = 1;
      for (const std::int64_t size : tensor.shape) {
        product *= size;
      }
      count += product;
    }
    EXPECT_EQ(count, parameters) << name;
  }
}

TEST(VitConfig, NamesLayersAndInterpolations) {
  BackboneConfig config = random_small("blocks.12");
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "backbone.layers", "'blocks.12'", "norm");
  config.layers.clear();
  config.position_interpolation = "tim";
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "backbone.position_interpolation",
               "did you mean 'timm'?");
}

}  // namespace
}  // namespace goodparts
