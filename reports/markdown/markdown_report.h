// A summary for a pull request or a README, in GitHub's Markdown: false positives first, then
// detection metrics and speed, what the counts say in plain words, and folded warnings and notes.
// Runs that differ only by seed share a row.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/report_sink.h"

namespace goodparts {

class MarkdownReport : public ReportSink {
 public:
  explicit MarkdownReport(std::filesystem::path path) : path_(std::move(path)) {}
  void add(const RunRecord& run) override;
  void finish() override;
  std::string path() const override { return path_.string(); }

 private:
  std::filesystem::path path_;
  std::vector<RunRecord> runs_;
};

}  // namespace goodparts
