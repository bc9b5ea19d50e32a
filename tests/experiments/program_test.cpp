// The program as its users run it: from configuration to report, and everything that can go wrong
// on the way.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "experiments/store/run_folder.h"
#include "experiments/store/score_file.h"
#include "kernels/base/rng.h"
#include "kernels/cuda/device.h"
#include "tests/support/images.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::Program;
using testing::ProgramResult;
using testing::run_program;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

nlohmann::json json_of(const fs::path& path) { return nlohmann::json::parse(bytes_of(path)); }

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

std::vector<std::string> small_table(const fs::path& out) {
  return {"run", "method=isolation_forest", "dataset=synthetic_table",
          "output.dir=" + out.string()};
}

std::vector<std::string> small_images(const fs::path& out) {
  return {"run",
          "method=patchcore",
          "dataset=synthetic_image",
          "dataset.train=12",
          "dataset.test_good=4",
          "dataset.test_defective=4",
          "method.coreset_ratio=0.05",
          "evaluation.latency_samples=2",
          "output.dir=" + out.string()};
}

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(Run, LeavesEverythingAReaderNeeds) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program(small_images(folder / "run"));
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("false positives (overkill)"));
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"run"});
  for (const char* file : {"result.json", "config.yaml", "overrides.yaml", "run.log", "scores.h5",
                           "model.h5", "gallery"}) {
    EXPECT_TRUE(fs::exists(folder / "run" / file)) << file;
  }
  const nlohmann::json run = json_of(folder / "run/result.json");
  EXPECT_EQ(run.at("schema_version"), 2);
  for (const char* name : {"sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr",
                           "pixel_auroc", "pixel_ap", "pixel_aupro_0.30", "pixel_aupro_0.05"}) {
    ASSERT_TRUE(run.at("metrics").at(name).is_number()) << name;
    EXPECT_GE(run.at("metrics").at(name), 0.0) << name;
    EXPECT_LE(run.at("metrics").at(name), 1.0) << name;
  }
  for (const char* name : {"fit_seconds", "score_seconds", "latency_p50_ms", "latency_p95_ms",
                           "latency_p99_ms", "peak_memory_mib"}) {
    EXPECT_GT(run.at("timings").at(name), 0.0) << name;
  }
  EXPECT_EQ(run.at("config").at("dataset").at("train"), 12);
  ASSERT_EQ(run.at("thresholds").size(), 3U) << "one a category";
  EXPECT_EQ(run.at("thresholds")[0].at("good_count"), 2) << "20 % of 12";
  EXPECT_TRUE(run.at("thresholds")[0].at("threshold").is_number());
  EXPECT_FALSE(run.at("environment").at("BLAS").get<std::string>().empty());
  EXPECT_FALSE(run.at("gallery").empty());
}

TEST(Run, SameConfigurationAndSeedGiveSameBytes) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program(small_images(folder / "a")).code, 0);
  ASSERT_EQ(run_program(with(small_images(folder / "b"), {"threads=1"})).code, 0);
  ASSERT_EQ(run_program(with(small_images(folder / "c"), {"seed=1"})).code, 0);
  EXPECT_EQ(bytes_of(folder / "a/scores.h5"), bytes_of(folder / "b/scores.h5"))
      << "depends on the number of threads";
  EXPECT_NE(bytes_of(folder / "a/scores.h5"), bytes_of(folder / "c/scores.h5"))
      << "does not depend on the seed";
}

TEST(Run, CfgPrintsTheConfigurationAndRunsNothing) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program(with(small_table(folder / "run"), {"--cfg", "job", "seed=5"}));
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("seed: 5"));
  EXPECT_FALSE(fs::exists(folder / "run"));
}

// Noise pictures; the bad one has a bright spot.
void write_parts(const fs::path& folder) {
  Rng rng(0, "parts");
  const auto write = [&](const std::string& name, bool bad) {
    cv::Mat image(64, 64, CV_8UC1);
    for (int i = 0; i < 64 * 64; ++i) {
      image.data[i] = static_cast<std::uint8_t>(rng.uniform(100.0, 140.0));
    }
    if (bad) {
      image(cv::Rect(20, 20, 12, 12)) = 250;
    }
    testing::write_image(folder / name, image);
  };
  for (int i = 0; i < 30; ++i) {
    write("good/" + std::to_string(i) + ".png", false);
  }
  write("bad/spot.png", true);
}

// A table with a text column; the pressure of the last rows is off.
fs::path write_presses(const fs::path& path) {
  Rng rng(0, "presses");
  std::ofstream file(path);
  file << "pressure,current,type,bad\n";
  for (int i = 0; i < 300; ++i) {
    const bool bad = i >= 290;
    file << fmt::format("{},{},{},{}\n", rng.normal() + (bad ? 12.0 : 0.0),
                        rng.normal() * (bad ? 0.2 : 1.0), rng.chance(0.5) ? "L" : "M", bad ? 1 : 0);
  }
  return path;
}

TEST(Predict, SaysWhichFeaturesDidIt) {
  const TemporaryFolder folder;
  const fs::path table = write_presses(folder / "presses.csv");
  const ProgramResult run =
      run_program({"run", "method=isolation_forest", "dataset=csv", "dataset.label=bad",
                   "dataset.categorical=codes", "dataset.file=" + table.string(),
                   "evaluation.target_fpr=0.2", "output.dir=" + (folder / "run").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  std::istringstream attributed(bytes_of(folder / "run/attribution.csv"));
  std::string line;
  std::getline(attributed, line);
  EXPECT_THAT(line, ::testing::StartsWith("unit,id,label,defect,score,verdict,feature_1,share_1"));
  std::int64_t anomalous = 0;
  while (std::getline(attributed, line)) {
    if (line.find(",anomalous,anomalous,") != std::string::npos) {
      ++anomalous;
      EXPECT_THAT(line, ::testing::ContainsRegex(",flagged,pressure,[01]\\.[0-9]+"));
    }
  }
  EXPECT_EQ(anomalous, 10);
  std::ofstream(folder / "new.csv") << "type,pressure,current\nL,0,0\nX,14,0\n";
  const ProgramResult predicted =
      run_program({"predict", (folder / "run").string(), (folder / "new.csv").string()});
  ASSERT_EQ(predicted.code, 0) << predicted.err;
  EXPECT_THAT(predicted.out, ::testing::StartsWith("id,score,threshold,verdict,top_features\n"));
  EXPECT_THAT(predicted.out, HasSubstr(",passed,\n"));
  EXPECT_THAT(predicted.out, ::testing::ContainsRegex(",flagged,pressure [01]\\.[0-9]+"));
}

TEST(Predict, RepeatsTheRunsScoresAndVerdicts) {
  const TemporaryFolder folder;
  write_parts(folder / "parts");
  const ProgramResult run =
      run_program({"run", "dataset=folder", "dataset.good=" + (folder / "parts/good").string(),
                   "dataset.test_bad=" + (folder / "parts/bad").string(), "dataset.resize=64",
                   "dataset.crop=null", "dataset.calibration_fraction=0.5",
                   "output.dir=" + (folder / "run").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  const ScoreTable table = ScoreFile(folder / "run/scores.h5").table();
  const auto bad = std::find(table.label.begin(), table.label.end(), 1) - table.label.begin();

  const std::string part = (folder / "parts/bad/spot.png").string();
  const ProgramResult printed = run_program({"predict", (folder / "run").string(), part});
  ASSERT_EQ(printed.code, 0) << printed.err;
  const double threshold = json_of(folder / "run/result.json").at("thresholds")[0].at("threshold");
  EXPECT_EQ(printed.out, fmt::format("id,score,threshold,verdict\n{},{},{},flagged\n", part,
                                     table.score[static_cast<std::size_t>(bad)], threshold));

  const ProgramResult written = run_program(
      {"predict", (folder / "run/model.h5").string(), part, "-o", (folder / "new").string()});
  ASSERT_EQ(written.code, 0) << written.err;
  EXPECT_EQ(bytes_of(folder / "new/predictions.csv"), printed.out);
  EXPECT_EQ(names_in(folder / "new/heatmaps").size(), 1U);
}

TEST(Predict, AsksWhichDetectorWhereThereAreSeveral) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program(small_images(folder / "run")).code, 0);
  const std::string part = (folder / "run/gallery/000_original.jpg").string();
  const ProgramResult unclear = run_program({"predict", (folder / "run").string(), part});
  EXPECT_EQ(unclear.code, 2);
  EXPECT_THAT(unclear.err, HasSubstr("brushed_metal, printed_tile, woven_fabric"));
  const ProgramResult clear =
      run_program({"predict", (folder / "run").string(), part, "-u", "printed_tile"});
  EXPECT_EQ(clear.code, 0) << clear.err;
}

TEST(Sweep, RunsEveryCombinationOnceAndReports) {
  const TemporaryFolder folder;
  const auto command =
      with(small_table(folder / "sweep"), {"-m", "seed=0,1", "method.trees=10,20"});
  const ProgramResult first = run_program(command);
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(names_in(folder / "sweep"),
            (std::set<std::string>{"seed=0,method.trees=10", "seed=0,method.trees=20",
                                   "seed=1,method.trees=10", "seed=1,method.trees=20"}));
  const ProgramResult again = run_program(command);
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.out, HasSubstr("4 were there already"));

  const ProgramResult report =
      run_program({"report", (folder / "sweep").string(), "-o", (folder / "report").string()});
  ASSERT_EQ(report.code, 0) << report.err;
  EXPECT_EQ(names_in(folder / "report"),
            (std::set<std::string>{"report.csv", "report.html", "report.md"}));
}

TEST(Sweep, BadCellIsFoundBeforeTheFirstOneStarts) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program(with(small_table(folder / "sweep"), {"-m", "method.trees=10,-1"}));
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("method.trees"));
  EXPECT_FALSE(fs::exists(folder / "sweep"));
}

TEST(Sweep, InterruptKeepsFinishedCellsAndLeavesNothingHalfWritten) {
  const TemporaryFolder folder;
  Program program(with(small_images(folder / "sweep"), {"-m", "seed=range(0,50)"}));
  while (find_runs(folder / "sweep").empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  program.signal(SIGINT);
  const ProgramResult result = program.wait();
  EXPECT_EQ(result.code, 130) << result.err;
  EXPECT_THAT(result.err, HasSubstr("Run the same command again"));
  const auto runs = find_runs(folder / "sweep");
  EXPECT_GE(runs.size(), 1U);
  EXPECT_LT(runs.size(), 50U);
  EXPECT_EQ(names_in(folder / "sweep").size(), runs.size())
      << "something besides finished runs is left";
}

TEST(Sweep, KilledRunLeavesNothingThatAReportTripsOver) {
  const TemporaryFolder folder;
  Program program(with(small_images(folder / "sweep"), {"-m", "seed=range(0,50)"}));
  while (find_runs(folder / "sweep").empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(150));  // somewhere within the next run
  program.signal(SIGKILL);
  EXPECT_EQ(program.wait().code, -SIGKILL);
  const ProgramResult report = run_program({"report", (folder / "sweep").string()});
  EXPECT_EQ(report.code, 0) << report.err;
  EXPECT_THAT(report.err, ::testing::Not(HasSubstr("left out")));
}

TEST(Run, FullDiskIsSaidAndLeavesNothing) {
  const TemporaryFolder folder;
  Program program(small_images(folder / "run"), 100000);
  const ProgramResult result = program.wait();
  EXPECT_EQ(result.code, 4) << result.err;
  EXPECT_THAT(result.err, HasSubstr((folder.path()).string()));
  EXPECT_FALSE(fs::exists(folder / "run"));
}

struct BadCommand {
  std::vector<std::string> arguments;
  int code;
  std::string says;
};

void PrintTo(const BadCommand& bad, std::ostream* out) {
  for (const std::string& argument : bad.arguments) {
    *out << argument << ' ';
  }
}

class BadInput : public ::testing::TestWithParam<BadCommand> {};

TEST_P(BadInput, IsExplained) {
  const TemporaryFolder folder;
  const BadCommand& bad = GetParam();
  std::vector<std::string> arguments = bad.arguments;
  if (arguments.front() == "run") {
    arguments.push_back("output.dir=" + (folder / "run").string());
  }
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.code, bad.code) << result.err;
  EXPECT_THAT(result.err + result.out, HasSubstr(bad.says));
  EXPECT_TRUE(fs::is_empty(folder.path())) << "a failed run left files";
}

INSTANTIATE_TEST_SUITE_P(
    Program, BadInput,
    ::testing::Values(
        BadCommand{{"run", "method=patchcor"}, 2, "patchcore"},
        BadCommand{{"run", "method.coreset_ration=0.1"}, 2, "coreset_ratio"},
        BadCommand{{"run", "method.coreset_ratio=banana"}, 2, "banana"},
        BadCommand{{"run", "method.coreset_ratio=2"}, 2, "method.coreset_ratio"},
        BadCommand{{"run", "evaluation.target_fpr=5"}, 2, "evaluation.target_fpr"},
        BadCommand{{"run", "seed=-1"}, 2, "seed"}, BadCommand{{"run", "threads=0"}, 2, "threads"},
        BadCommand{{"run", "+colour=red"}, 2, "colour"},
        BadCommand{{"run", "dataset=mvtec", "dataset.root=/nonexistent", "dataset.category=bottle"},
                   3,
                   "/nonexistent"},
        BadCommand{{"run", "dataset=csv", "dataset.file=/nonexistent.csv"}, 2, "dataset.label"},
        BadCommand{{"run", "dataset=csv", "dataset.file=/nonexistent.csv", "dataset.label=y"},
                   3,
                   "/nonexistent.csv"},
        BadCommand{
            {"run", "backbone=resnet18", "backbone.weights=resnet50"}, 2, "backbone.weights"},
        BadCommand{{"report", "/nonexistent"}, 3, "/nonexistent"},
        BadCommand{{"report", "/usr/include/CLI"}, 3, "no finished run"},
        BadCommand{{"predict", "/nonexistent", "x.png"}, 3, "/nonexistent"},
        BadCommand{{"frobnicate"}, 2, ""}));

// Never the CPU in silence.
TEST(Device, CudaComputesThereOrIsRefused) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"run", "device=cuda", "output.dir=" + (folder / "run").string()});
  if (cuda::devices().found.empty()) {
    EXPECT_EQ(result.code, 5) << result.err;
    EXPECT_THAT(result.err + result.out, HasSubstr("device=cpu"));
    EXPECT_TRUE(fs::is_empty(folder.path())) << "a failed run left files";
  } else {
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_THAT(result.err + result.out, HasSubstr(cuda::devices().found.front().name));
  }
}

TEST(Info, SaysWhatComputes) {
  const ProgramResult result = run_program({"info"});
  EXPECT_EQ(result.code, 0);
  for (const char* word :
       {"BLAS", "threads", "patchcore", "isolation_forest", "skab", "mobilenet_v2"}) {
    EXPECT_THAT(result.out, HasSubstr(word));
  }
}

TEST(Help, NamesCommandsAndExitCodes) {
  const ProgramResult result = run_program({"--help"});
  EXPECT_EQ(result.code, 0);
  for (const char* word : {"run", "report", "predict", "info", "Exit codes"}) {
    EXPECT_THAT(result.out, HasSubstr(word));
  }
}

}  // namespace
}  // namespace goodparts
