// One self-contained HTML page: opens from disk in any current browser, loads nothing from
// anywhere. The page itself is built from reports/html/ui and compiled into this library; here it
// is only given its data.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/report_sink.h"

namespace goodparts {

class HtmlReport : public ReportSink {
 public:
  // `written` is the time shown in the header; "" for now, in UTC.
  explicit HtmlReport(std::filesystem::path path, std::string written = "")
      : path_(std::move(path)), written_(std::move(written)) {}
  void add(const RunRecord& run) override;  // keeps the worst images only: reports/html/gallery.h
  void finish() override;
  std::string path() const override { return path_.string(); }

 private:
  std::filesystem::path path_;
  std::string written_;
  std::vector<RunRecord> runs_;
  std::vector<std::size_t> pictures_given_;  // for each run, before any was left out
};

// JSON as it may stand inside a <script> element: no "<", so neither "</script>" nor "<!--" can end
// or change it.
std::string script_safe(const std::string& json);

}  // namespace goodparts
