// goodparts evaluate and compare, as their users run them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProgramResult;
using testing::run_program;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

nlohmann::json json_of(const fs::path& path) { return nlohmann::json::parse(std::ifstream(path)); }

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// 200 held-out good parts, 100 good and 50 anomalous test parts; scores of good parts 0 … 1.
void write_scores(const fs::path& path, bool anomalous = true) {
  std::ofstream file(path);
  file << "part,value,label,defect,split,shift,latency_ms\n";
  for (int i = 0; i < 200; ++i) {
    file << "held" << i << "," << i * 0.005 << ",0,,calibration,day," << 20 + i % 7 << "\n";
  }
  for (int i = 0; i < 100; ++i) {
    file << "good" << i << "," << i * 0.0093 << ",0,,test," << (i % 2 == 0 ? "day" : "night") << ","
         << 20 + i % 7 << "\n";
  }
  for (int i = 0; i < 50 && anomalous; ++i) {
    file << "bad" << i << "," << 1.5 + i * 0.01 << ",1," << (i % 2 == 0 ? "crack" : "hole")
         << ",test,day," << 20 + i % 7 << "\n";
  }
}

TEST(EvaluateCommand, ARunEvaluatedAgainSaysTheSame) {
  const TemporaryFolder folder;
  const std::string run = folder / "run";
  ASSERT_EQ(
      run_program({"run", "-q", "method=hbos", "dataset=synthetic_table", "output.dir=" + run})
          .code,
      0);
  const ProgramResult result =
      run_program({"evaluate", run, "-o", folder / "again", "--name", "renamed"});
  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json before = json_of(folder / "run/result.json");
  const nlohmann::json after = json_of(folder / "again/result.json");
  EXPECT_EQ(before.at("metrics"), after.at("metrics"));
  EXPECT_EQ(before.at("evaluation"), after.at("evaluation"));
  EXPECT_EQ(before.at("findings").at("units")[0].at("intervals"),
            after.at("findings").at("units")[0].at("intervals"));
  EXPECT_EQ(after.at("method"), "renamed");
  EXPECT_EQ(json_of(folder / "run/certificate.json").at("subject"),
            "hbos on synthetic_table, parts");
  EXPECT_EQ(before.at("timings"), after.at("timings"));
}

TEST(EvaluateCommand, AnotherToolsScoresGetMetricsCertificateAndDecision) {
  const TemporaryFolder folder;
  write_scores(folder / "scores.csv");
  std::ofstream(folder / "requirements.yaml")
      << "max_fpr: 0.08\nmin_recall: 0.9\ntakt_time_ms: 100\n";
  const ProgramResult result = run_program(
      {"evaluate", folder / "scores.csv", "-o", folder / "out", "--column", "id=part", "--column",
       "score=value", "--requirements", folder / "requirements.yaml", "--conventions"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("| AUROC | raw | 1.0000 |"));
  const nlohmann::json record = json_of(folder / "out/result.json");
  EXPECT_EQ(record.at("metrics").at("sample_auroc"), 1.0);
  // Conformal rank ⌊.05 · 201⌋ = 10 of 200: the 10th largest is 190 · .005.
  EXPECT_NEAR(record.at("thresholds")[0].at("threshold"), 0.95, 1e-12);
  const nlohmann::json certificate = json_of(folder / "out/certificate.json");
  EXPECT_EQ(certificate.at("target_fpr"), 0.05);
  EXPECT_THAT(text_of(folder / "out/certificate.md"), HasSubstr("Signature"));
  // 0 of 100 good test parts, 50 of 50 anomalous ones, all latencies below the takt.
  EXPECT_EQ(json_of(folder / "out/decision.json").at("verdict"), "go");
  EXPECT_THAT(text_of(folder / "out/report.md"), Not(HasSubstr("partial")));
  EXPECT_THAT(text_of(folder / "out/report.html"), Not(HasSubstr(".out.partial")));
  EXPECT_TRUE(fs::exists(folder / "out/conventions.md"));
}

TEST(EvaluateCommand, WithoutDefectsMetricsAreUndefinedAndTheCertificateStands) {
  const TemporaryFolder folder;
  write_scores(folder / "scores.csv", false);
  const ProgramResult result = run_program({"evaluate", folder / "scores.csv", "-o", folder / "out",
                                            "--column", "id=part", "--column", "score=value"});
  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json record = json_of(folder / "out/result.json");
  EXPECT_TRUE(record.at("metrics").at("sample_auroc").is_null());
  EXPECT_THAT(result.out, HasSubstr("it needs good and anomalous test samples"));
  EXPECT_EQ(json_of(folder / "out/certificate.json").at("calibration").at("good"), 200);
}

TEST(EvaluateCommand, MistakesAreToldBeforeTheWorkAndNothingIsLeft) {
  const TemporaryFolder folder;
  write_scores(folder / "scores.csv");
  std::ofstream(folder / "wrong.yaml") << "max_frp: 0.1\n";
  const auto fails = [&](std::vector<std::string> arguments, int code, const std::string& says) {
    arguments.insert(arguments.begin(), {"evaluate", folder / "scores.csv", "-o", folder / "out"});
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(says));
    EXPECT_FALSE(fs::exists(folder / "out"));
  };
  fails({}, 3, "no column 'id'");
  const std::vector<std::string> columns = {"--column", "id=part", "--column", "score=value"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), columns.begin(), columns.end());
    return more;
  };
  fails(with({"--requirements", folder / "wrong.yaml"}), 2, "max_fpr");
  fails(with({"--masks", folder / "masks"}), 2, "--maps");
  fails(with({"--maps", folder / "maps"}), 3, "no such folder");
  fails(with({"--target-fpr", "5"}), 2, "target_fpr");
  fails({"--column", "id"}, 2, "OURS=THEIRS");
}

TEST(CompareCommand, TellsWhichDetectorMayBeTheBest) {
  const TemporaryFolder folder;
  for (const char* const method : {"hbos", "random"}) {
    ASSERT_EQ(run_program({"run", "-q", std::string("method=") + method, "dataset=synthetic_table",
                           "output.dir=" + (folder / method).string()})
                  .code,
              0);
  }
  const ProgramResult result = run_program(
      {"compare", folder / "hbos", "chance=" + (folder / "random").string(), "-o", folder / "out"});
  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json unit = json_of(folder / "out/comparison.json").at("units")[0];
  EXPECT_EQ(unit.at("sample_auroc").at("best"), "hbos");
  EXPECT_FALSE(unit.at("sample_auroc").at("detectors")[1].at("indistinguishable_from_best"));
  EXPECT_THAT(text_of(folder / "out/comparison.md"), HasSubstr("| chance |"));
  EXPECT_EQ(run_program({"compare", folder / "hbos"}).code, 2);
}

}  // namespace
}  // namespace goodparts
