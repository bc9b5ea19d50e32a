// One row for each run, as RFC 4180 has it: comma, CRLF, quotes where needed. Undefined values are
// empty. Metrics keep the names of result.json; those from a threshold tuned on the test labels end
// in _oracle. Every rate stands beside its 95 % interval and its counts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/report_sink.h"

namespace goodparts {

class CsvReport : public ReportSink {
 public:
  explicit CsvReport(std::filesystem::path path) : path_(std::move(path)) {}
  void add(const RunRecord& run) override;
  void finish() override;
  std::string path() const override { return path_.string(); }

 private:
  std::filesystem::path path_;
  std::vector<RunRecord> runs_;
};

}  // namespace goodparts
