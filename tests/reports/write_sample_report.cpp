// write_sample_report FOLDER: the sample runs as report.html, report.csv and report.md, for looking
// at and for the browser test.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include "reports/csv/csv_report.h"
#include "reports/html/html_report.h"
#include "reports/markdown/markdown_report.h"
#include "tests/reports/sample_runs.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_sample_report FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::vector<std::unique_ptr<goodparts::ReportSink>> sinks;
  sinks.push_back(std::make_unique<goodparts::HtmlReport>(folder / "report.html"));
  sinks.push_back(std::make_unique<goodparts::CsvReport>(folder / "report.csv"));
  sinks.push_back(std::make_unique<goodparts::MarkdownReport>(folder / "report.md"));
  const std::vector<goodparts::RunRecord> runs = goodparts::testing::sample_runs();
  for (const auto& sink : sinks) {
    for (const goodparts::RunRecord& run : runs) {
      sink->add(run);
    }
    sink->finish();
    std::puts(sink->path().c_str());
  }
  return 0;
}
