// Which method does what on which data: a table for each data set, a row for each method, mean ±
// standard deviation over seeds. Runs belong together by where they lie: their names are
// <data>/<method>/…, as scripts/table lays them out.
//
// Rows are sorted by AUROC. A row whose mean AUROC is not above that of a baseline that looks at
// nothing (methods random and always_alarm) is marked, and so is one below max|z| (shewhart).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/report_sink.h"

namespace goodparts {

class MethodsTable : public ReportSink {
 public:
  explicit MethodsTable(std::filesystem::path path) : path_(std::move(path)) {}
  void add(const RunRecord& run) override;
  void finish() override;
  std::string path() const override { return path_.string(); }

 private:
  std::filesystem::path path_;
  std::vector<RunRecord> runs_;
};

}  // namespace goodparts
