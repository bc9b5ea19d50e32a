// The figures of the README on real data, through the program. Long: ctest label "slow".
//
// Expected values were measured with the original release of PatchCore (patchcore-inspection) on
// the same files and weights: MobileNetV2 features.6 and features.13, 512 dimensions, 224 × 224
// without crop.
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

nlohmann::json run_patchcore(const std::filesystem::path& root, const std::string& category,
                             const std::vector<std::string>& more) {
  const testing::TemporaryFolder folder;
  std::vector<std::string> arguments = {"run",
                                        "-q",
                                        "method=patchcore",
                                        "method.convention=original",
                                        "method.layer_dim=512",
                                        "method.embedding_dim=512",
                                        "backbone=mobilenet_v2",
                                        "backbone.layers=[features.6,features.13]",
                                        "dataset=mvtec",
                                        "dataset.resize=224",
                                        "dataset.crop=null",
                                        "dataset.calibration_fraction=0",
                                        "seed=0",
                                        "output.model=false",
                                        "dataset.root=" + root.string(),
                                        "dataset.category=" + category,
                                        "output.dir=" + (folder / "run").string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const testing::ProgramResult result = testing::run_program(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  nlohmann::json json = nlohmann::json::parse(std::ifstream(folder / "run/result.json"));
  fmt::print("{} {}: {} {}\n", category, more.front(), json.at("metrics").dump(),
             json.at("timings").dump());
  return json;
}

TEST(PatchCoreOnMagneticTile, AgreesWithTheOriginalRelease) {
  GOODPARTS_REQUIRE_SHARED(data, "data/magnetic_tile");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run =
      run_patchcore(data.parent_path(), "magnetic_tile",
                    {"method.coreset_ratio=0.01", "backbone.weights=" + weights.string()});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 0.9294, kTolerance);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.7452, kTolerance);
  EXPECT_LT(run.at("timings").at("peak_memory_mib"), 4096.0);
}

TEST(PatchCoreOnMagneticTile, AgreesWithTheOriginalReleaseOnTheFirstHundredFiles) {
  GOODPARTS_REQUIRE_SHARED(data, "data/magnetic_tile");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run = run_patchcore(data.parent_path(), "magnetic_tile",
                                           {"method.coreset_ratio=0.1", "dataset.train_limit=100",
                                            "backbone.weights=" + weights.string()});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 0.851, kTolerance);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.728, kTolerance);
}

TEST(PatchCoreOnBottle, AgreesWithTheOriginalRelease) {
  GOODPARTS_REQUIRE_SHARED(data, "data/mvtec_third/bottle");
  GOODPARTS_REQUIRE_SHARED(weights, "weights/mobilenet_v2_imagenet.safetensors");
  const nlohmann::json run =
      run_patchcore(data.parent_path(), "bottle",
                    {"method.coreset_ratio=0.01", "backbone.weights=" + weights.string()});
  EXPECT_NEAR(run.at("metrics").at("sample_auroc"), 1.0, 0.001);
  EXPECT_NEAR(run.at("metrics").at("pixel_auroc"), 0.9767, kTolerance);
}

}  // namespace
}  // namespace goodparts
