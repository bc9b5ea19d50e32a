// The figures of the README on real data, through the program. Long: ctest label "slow".
//
// PatchCore's expected values were measured with the original release of PatchCore
// (patchcore-inspection) on the same files and weights: MobileNetV2 features.6 and features.13, 512
// dimensions, 224 × 224 without crop.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

constexpr double kTolerance = 0.01;

// MobileNetV2 with weights learned on ImageNet, every training image.
nlohmann::json run(const std::filesystem::path& category, const std::filesystem::path& weights,
                   const std::vector<std::string>& more) {
  const testing::TemporaryFolder folder;
  std::vector<std::string> arguments = {"run",
                                        "-q",
                                        "backbone=mobilenet_v2",
                                        "backbone.weights=" + weights.string(),
                                        "dataset=mvtec",
                                        "dataset.resize=224",
                                        "dataset.crop=null",
                                        "dataset.calibration_fraction=0",
                                        "seed=0",
                                        "output.model=false",
                                        "dataset.root=" + category.parent_path().string(),
                                        "dataset.category=" + category.filename().string(),
                                        "output.dir=" + (folder / "run").string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const testing::ProgramResult result = testing::run_program(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  nlohmann::json json = nlohmann::json::parse(std::ifstream(folder / "run/result.json"));
  fmt::print("{} {}: {} {}\n", category.filename().string(), more.back(), json.at("metrics").dump(),
             json.at("timings").dump());
  return json;
}

nlohmann::json run_patchcore(const std::filesystem::path& category,
                             const std::filesystem::path& weights, std::vector<std::string> more) {
  const std::vector<std::string> settings = {"method=patchcore", "method.convention=original",
                                             "method.layer_dim=512", "method.embedding_dim=512",
                                             "backbone.layers=[features.6,features.13]"};
  more.insert(more.begin(), settings.begin(), settings.end());
  return run(category, weights, more);
}

TEST(PatchCoreOnMagneticTile, AgreesWithTheOriginalRelease) {
  GOODPARTS_REQUIRE_SHARED(data, "data/magnetic_tile");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run = run_patchcore(data, weights, {"method.coreset_ratio=0.01"});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 0.9294, kTolerance);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.7452, kTolerance);
  EXPECT_LT(run.at("timings").at("peak_memory_mib"), 4096.0);
}

TEST(PatchCoreOnMagneticTile, AgreesWithTheOriginalReleaseOnTheFirstHundredFiles) {
  GOODPARTS_REQUIRE_SHARED(data, "data/magnetic_tile");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run =
      run_patchcore(data, weights, {"method.coreset_ratio=0.1", "dataset.train_limit=100"});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 0.851, kTolerance);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.728, kTolerance);
}

TEST(PatchCoreOnBottle, AgreesWithTheOriginalRelease) {
  GOODPARTS_REQUIRE_SHARED(data, "data/mvtec_third/bottle");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run = run_patchcore(data, weights, {"method.coreset_ratio=0.01"});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 1.0, 0.001);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.9767, kTolerance);
}

// Half the memory for training features; the figures stay.
TEST(PatchCoreOnBottle, IsAsGoodOnBfloat16Features) {
  GOODPARTS_REQUIRE_SHARED(data, "data/mvtec_third/bottle");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run = run_patchcore(
      data, weights, {"method.coreset_ratio=0.01", "method.feature_precision=bfloat16"});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 1.0, 0.002);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.9767, kTolerance);
}

// PaDiM's expected values: its equations evaluated directly, in Python, on the same weights and
// files.
TEST(PadimOnBottle, AgreesWithItsEquations) {
  GOODPARTS_REQUIRE_SHARED(data, "data/mvtec_third/bottle");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json result = run(data, weights, {"method=padim", "method.dims=all"});
  EXPECT_NEAR(result.at("metrics").at("sample_auroc"), 0.9976, 0.001);
  EXPECT_NEAR(result.at("metrics").at("pixel_auroc"), 0.9689, 0.001);
  EXPECT_NEAR(result.at("metrics").at("pixel_aupro_0.30"), 0.8706, 0.001);
}

TEST(PadimOnMagneticTile, AgreesWithItsEquations) {
  GOODPARTS_REQUIRE_SHARED(data, "data/magnetic_tile");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json result = run(data, weights, {"method=padim", "method.dims=all"});
  EXPECT_NEAR(result.at("metrics").at("sample_auroc"), 0.9549, 0.001);
  EXPECT_NEAR(result.at("metrics").at("pixel_auroc"), 0.7642, kTolerance);
}

}  // namespace
}  // namespace goodparts
