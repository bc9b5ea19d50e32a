#include "experiments/evaluate/requirements_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

class RequirementsFile : public ::testing::Test {
 protected:
  std::string write(const std::string& text) const {
    const std::string path = folder_ / "requirements.yaml";
    std::ofstream(path) << text;
    return path;
  }
  testing::TemporaryFolder folder_;
};

TEST_F(RequirementsFile, ReadsEveryField) {
  const Requirements found = read_requirements(write(R"(
confidence: 0.9
max_fpr: 0.02
min_recall: 0.95
min_recall_per_defect:
  crack: 0.99
  default: 0.5
max_escaped_ppm: 100
max_latency_p99_ms: 80
takt_time_ms: 500
max_memory_mib: 2048
max_review_hours_per_shift: 1.5
prevalence: 0.002
parts_per_shift: 4000
review_seconds_per_flag: 20
)"));
  EXPECT_EQ(found.confidence, 0.9);
  EXPECT_EQ(found.max_fpr, 0.02);
  EXPECT_EQ(found.min_recall, 0.95);
  EXPECT_EQ(found.min_recall_per_defect,
            (std::map<std::string, double>{{"crack", 0.99}, {"default", 0.5}}));
  EXPECT_EQ(found.max_escaped_ppm, 100.0);
  EXPECT_EQ(found.max_latency_p99_ms, 80.0);
  EXPECT_EQ(found.takt_time_ms, 500.0);
  EXPECT_EQ(found.max_memory_mib, 2048.0);
  EXPECT_EQ(found.max_review_hours_per_shift, 1.5);
  EXPECT_EQ(found.prevalence, 0.002);
  EXPECT_EQ(found.parts_per_shift, 4000.0);
  EXPECT_EQ(found.review_seconds_per_flag, 20.0);
}

TEST_F(RequirementsFile, WhatIsNotGivenIsNotAskedFor) {
  const Requirements found = read_requirements(write("max_fpr: 0.05\n"));
  EXPECT_EQ(found.max_fpr, 0.05);
  EXPECT_FALSE(found.min_recall.has_value());
  EXPECT_TRUE(found.min_recall_per_defect.empty());
}

TEST_F(RequirementsFile, NamesFileAndFieldOfAMistake) {
  EXPECT_ERROR(read_requirements(folder_ / "none.yaml"), ErrorKind::kConfig, "none.yaml",
               "no such file");
  EXPECT_ERROR(read_requirements(write("max_frp: 0.05\n")), ErrorKind::kConfig, "requirements.yaml",
               "max_frp", "max_fpr");
  EXPECT_ERROR(read_requirements(write("max_fpr: 5\n")), ErrorKind::kConfig, "requirements.yaml",
               "max_fpr");
  EXPECT_ERROR(read_requirements(write("max_fpr: low\n")), ErrorKind::kConfig, "max_fpr", "low");
  EXPECT_ERROR(read_requirements(write("min_recall_per_defect: 0.9\n")), ErrorKind::kConfig,
               "min_recall_per_defect", "crack: 0.99");
  EXPECT_ERROR(read_requirements(write("max_escaped_ppm: 10\n")), ErrorKind::kConfig, "prevalence");
  EXPECT_ERROR(read_requirements(write("max_fpr: [\n")), ErrorKind::kConfig, "requirements.yaml");
}

}  // namespace
}  // namespace goodparts
