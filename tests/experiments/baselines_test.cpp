// The baselines through the program: a method's own control limit from training to prediction, and
// SKAB's published figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "experiments/store/score_file.h"
#include "tests/support/program.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::run_program;

nlohmann::json run(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"run", "-q", "evaluation.latency_samples=1"});
  arguments.push_back("output.dir=" + folder.string());
  const testing::ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  return nlohmann::json::parse(std::ifstream(folder / "result.json"));
}

nlohmann::json run_on_skab(const std::filesystem::path& root,
                           const std::vector<std::string>& method) {
  const testing::TemporaryFolder folder;
  std::vector<std::string> arguments = {"dataset=skab", "dataset.protocol=published",
                                        "dataset.root=" + root.string(), "output.model=false"};
  arguments.insert(arguments.end(), method.begin(), method.end());
  return run(folder / "run", arguments).at("metrics");
}

// Good values 1 and −1, so that z is the value; three deviations are the limit of one column.
TEST(ControlLimit, ServesFromTrainingToPrediction) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "parts.csv") << "value,bad\n1,0\n-1,0\n1,0\n-1,0\n0.5,0\n2,0\n9,1\n";
  const nlohmann::json result =
      run(folder / "run", {"method=shewhart", "dataset=csv", "dataset.label=bad",
                           "dataset.file=" + (folder / "parts.csv").string(),
                           "dataset.train_rows=4", "dataset.calibration_fraction=0"});
  const nlohmann::json& used = result.at("thresholds")[0];
  EXPECT_NEAR(used.at("threshold"), 3.0, 1e-4);
  EXPECT_THAT(used.at("rule"), HasSubstr("control limit of the method"));
  EXPECT_EQ(used.at("good_count"), 0);
  const nlohmann::json& metrics = result.at("metrics");
  EXPECT_EQ(metrics.at("tp").dump(), "1");
  EXPECT_EQ(metrics.at("fn").dump(), "0");
  EXPECT_EQ(metrics.at("fp").dump(), "0");
  EXPECT_EQ(metrics.at("tn").dump(), "2");

  const ScoreTable table = ScoreFile(folder / "run/scores.h5").table();
  ASSERT_EQ(table.control_limits.size(), 1U);
  EXPECT_EQ(table.control_limits.begin()->second, used.at("threshold"));

  std::ofstream(folder / "new.csv") << "value\n2.5\n-3.5\n";
  const testing::ProgramResult predicted =
      run_program({"predict", (folder / "run").string(), (folder / "new.csv").string()});
  EXPECT_EQ(predicted.code, 0) << predicted.err;
  EXPECT_THAT(predicted.out, HasSubstr("#0,2.5,"));
  EXPECT_THAT(predicted.out, HasSubstr("passed"));
  EXPECT_THAT(predicted.out, HasSubstr("#1,3.5,"));
  EXPECT_THAT(predicted.out, HasSubstr("flagged"));
  EXPECT_THAT(predicted.err, HasSubstr("not been checked on held-out good parts"));

  const testing::ProgramResult report = run_program({"report", (folder / "run").string()});
  EXPECT_EQ(report.code, 0) << report.err;
}

// What SKAB publishes for Hotelling's T² (F1 .66, FAR 19.21 %, MAR 42.6 %), to the count: its
// recipe in NumPy on the same files gives these.
TEST(HotellingT2OnSkab, ReproducesThePublishedCounts) {
  GOODPARTS_REQUIRE_SHARED(root, "data/skab");
  const nlohmann::json metrics = run_on_skab(root, {"method=hotelling_t2"});
  EXPECT_EQ(metrics.at("tp"), 7331);
  EXPECT_EQ(metrics.at("fn"), 5440);
  EXPECT_EQ(metrics.at("fp"), 2119);
  EXPECT_EQ(metrics.at("tn"), 8911);
  EXPECT_NEAR(metrics.at("far"), 0.1921, 5e-5);
  EXPECT_NEAR(metrics.at("mar"), 0.426, 5e-4);
}

// Mean AUROC per file of the statistics in NumPy, by scikit-learn's roc_auc_score.
TEST(BaselinesOnSkab, MeanAurocIsNumPys) {
  GOODPARTS_REQUIRE_SHARED(root, "data/skab");
  const auto auroc = [&](const std::vector<std::string>& method) -> double {
    return run_on_skab(root, method).at("sample_auroc");
  };
  EXPECT_NEAR(auroc({"method=hotelling_t2", "method.median_window=1"}), 0.793963154655348, 1e-6);
  EXPECT_NEAR(auroc({"method=mewma"}), 0.8063982199138754, 1e-6);
  EXPECT_NEAR(auroc({"method=mewma", "method.covariance=asymptotic"}), 0.8065134433233532, 1e-6);
  EXPECT_NEAR(auroc({"method=shewhart"}), 0.7606745642592562, 1e-6);
}

// 12,771 of 23,801 test rows are anomalous: F1 = 2 · .5366 / 1.5366.
TEST(AlwaysAlarmOnSkab, ShowsHowLittleF1Says) {
  GOODPARTS_REQUIRE_SHARED(root, "data/skab");
  const nlohmann::json metrics = run_on_skab(root, {"method=always_alarm"});
  EXPECT_EQ(metrics.at("tp"), 12771);
  EXPECT_EQ(metrics.at("fp"), 11030);
  EXPECT_EQ(metrics.at("fn"), 0);
  EXPECT_EQ(metrics.at("tn"), 0);
  EXPECT_NEAR(metrics.at("f1"), 0.698, 5e-4);
  EXPECT_EQ(metrics.at("sample_auroc"), 0.5);
}

}  // namespace
}  // namespace goodparts
