// CSV and Markdown against files checked by eye (tests/data/reports).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernels/base/error.h"
#include "reports/csv/csv_report.h"
#include "reports/html/html_report.h"
#include "reports/markdown/markdown_report.h"
#include "tests/reports/records.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

template <class Sink>
std::string written(const std::vector<RunRecord>& runs) {
  const testing::TemporaryFolder folder;
  Sink sink(folder / "report");
  for (const RunRecord& run : runs) {
    sink.add(run);
  }
  sink.finish();
  EXPECT_EQ(sink.path(), (folder / "report").string());
  return read(sink.path());
}

std::string golden(const std::string& name) {
  return read(std::filesystem::path(GOODPARTS_SOURCE_DIR) / "tests/data/reports" / name);
}

std::vector<RunRecord> all_records() {
  return {testing::image_record(0), testing::image_record(1), testing::awkward_record(),
          testing::bare_record()};
}

TEST(CsvReport, MatchesTheGoldenFile) {
  EXPECT_EQ(written<CsvReport>(all_records()), golden("report.csv"));
}

TEST(CsvReport, WithoutRunsIsItsHeading) {
  const std::string text = written<CsvReport>({});
  EXPECT_EQ(text.rfind("name,path,method,backbone,dataset,protocol,seed,sample_auroc,", 0), 0);
  EXPECT_EQ(text.find("\r\n"), text.size() - 2);
}

TEST(MarkdownReport, MatchesTheGoldenFile) {
  EXPECT_EQ(written<MarkdownReport>(all_records()), golden("report.md"));
}

TEST(MarkdownReport, SaysThatAControlLimitIsUnchecked) {
  RunRecord run = testing::image_record(0);
  for (UnitEvaluation& unit : run.evaluation.units) {
    unit.choice.good_count = 0;
  }
  run.evaluation.units.push_back(run.evaluation.units.front());
  EXPECT_THAT(
      written<MarkdownReport>({run}),
      ::testing::AllOf(::testing::HasSubstr("held-out good parts, or the method's own limit"),
                       ::testing::HasSubstr("control limit, not checked on held-out")));
}

TEST(MarkdownReport, WithoutRunsSaysSo) {
  EXPECT_EQ(written<MarkdownReport>({}), "# Anomaly detection results\n\nNo runs.\n");
}

template <class Sink>
void expect_output_error() {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "file") << "not a folder";
  Sink sink(folder.path() / "file" / "report");
  try {
    sink.finish();
    FAIL() << "wrote below a file";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kOutput);
    EXPECT_THAT(error.what(), ::testing::HasSubstr((folder / "file").string()));
  }
}

TEST(Reports, NameThePathThatCannotBeWritten) {
  expect_output_error<CsvReport>();
  expect_output_error<MarkdownReport>();
  expect_output_error<HtmlReport>();
}

}  // namespace
}  // namespace goodparts
