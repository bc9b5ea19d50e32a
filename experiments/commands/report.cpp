#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>
#include <set>

#include "experiments/commands/commands.h"
#include "experiments/exit_code.h"
#include "experiments/store/result_file.h"
#include "experiments/store/run_folder.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"
#include "reports/csv/csv_report.h"
#include "reports/html/html_report.h"
#include "reports/markdown/markdown_report.h"
#include "reports/markdown/methods_table.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> runs_at(const std::vector<std::string>& paths) {
  std::vector<fs::path> runs;
  std::set<fs::path> seen;
  for (const std::string& path : paths) {
    if (!fs::exists(path)) {
      throw Error(ErrorKind::kData, fmt::format("{}: no such folder", path));
    }
    for (const fs::path& run : find_runs(path)) {
      if (seen.insert(fs::weakly_canonical(run)).second) {
        runs.push_back(run);
      }
    }
  }
  if (runs.empty()) {
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: no finished run (a folder with result.json) in there; make one with "
                    "`goodparts run`",
                    joined(paths, ", ")));
  }
  return runs;
}

// The part of the path below the folder that all runs share.
std::string name_of(const fs::path& run, const fs::path& common) {
  const fs::path relative = fs::weakly_canonical(run).lexically_relative(common);
  return relative == "." ? fs::weakly_canonical(run).filename().string() : relative.string();
}

fs::path common_folder(const std::vector<fs::path>& runs) {
  fs::path common = fs::weakly_canonical(runs.front()).parent_path();
  for (const fs::path& run : runs) {
    const fs::path whole = fs::weakly_canonical(run);
    while (whole.lexically_relative(common).string().starts_with("..")) {
      common = common.parent_path();
    }
  }
  return common;
}

}  // namespace

int report_command(const Program& program, const ReportOptions& options) {
  const std::vector<fs::path> runs = runs_at(options.paths);
  const fs::path common = common_folder(runs);
  const fs::path output = !options.output.empty()     ? fs::path(options.output)
                          : options.paths.size() == 1 ? fs::path(options.paths.front())
                                                      : fs::path("report");
  std::vector<std::unique_ptr<ReportSink>> sinks;
  sinks.push_back(std::make_unique<HtmlReport>(output / "report.html"));
  sinks.push_back(std::make_unique<CsvReport>(output / "report.csv"));
  sinks.push_back(std::make_unique<MarkdownReport>(output / "report.md"));
  if (options.methods_table) {
    sinks.clear();
    sinks.push_back(std::make_unique<MethodsTable>(output / "methods.md"));
  }
  Context context;
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;
  Progress progress(context, "read runs", static_cast<std::int64_t>(runs.size()));
  std::size_t read = 0;
  for (const fs::path& run : runs) {
    try {
      RunRecord record = load_run(run);
      record.name = name_of(run, common);
      for (const auto& sink : sinks) {
        sink->add(record);
      }
      ++read;
    } catch (const Error& error) {
      spdlog::warn("left out: {}", error.what());
    }
    progress.advance();
  }
  if (read == 0) {
    throw Error(ErrorKind::kData, "none of the runs can be read; see the messages above");
  }
  fmt::print("{} runs\n", read);
  for (const auto& sink : sinks) {
    sink->finish();
    fmt::print("{}\n", sink->path());
  }
  return read == runs.size() ? kExitOk : kExitPartial;
}

}  // namespace goodparts
