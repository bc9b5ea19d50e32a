#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "experiments/commands/commands.h"
#include "experiments/config/yaml.h"
#include "experiments/embedded_conf.h"
#include "experiments/exit_code.h"
#include "experiments/plan/sweep.h"
#include "experiments/run/environment.h"
#include "experiments/run/run.h"
#include "experiments/run/summary.h"
#include "experiments/store/run_folder.h"

namespace goodparts {
namespace {

ConfigSource config_source(const RunOptions& options) {
  ConfigSource source;
  source.name = options.config_name;
  for (const std::string& folder : options.config_dirs) {
    source.search_path.add_folder(folder);
  }
  source.search_path.add_embedded("built into goodparts", embedded_conf());
  return source;
}

// A cell that is there already, with the same configuration, is not run again.
bool is_done(const Cell& cell) {
  if (!is_finished_run(cell.folder)) {
    return false;
  }
  std::ifstream file(cell.folder / "config.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str() == config::to_yaml(cell.config);
}

int run_one(const Program& program, const ConfigSource& source, const RunOptions& options) {
  RunRequest request{compose_config(source, options.overrides), options.overrides, {}};
  request.folder = request.config.at("output.dir").as_string();
  const RunRecord record = execute_run(request, &program.bar, &program.cancelled);
  fmt::print("{}\nwritten to {}\n", run_summary(record), record.path);
  fmt::print("see it with: goodparts report {}\n", record.path);
  return kExitOk;
}

struct Failure {
  std::string cell;
  std::string message;
};

// What happened to each cell; true if the sweep is to go on.
class SweepProgress {
 public:
  explicit SweepProgress(std::size_t total) : total_(total) {}

  void done(const RunRecord& record) { records_.push_back(record); }
  void skipped() { ++skipped_; }
  void failed(const Cell& cell, const std::string& message) {
    spdlog::error("{}: {}", cell.name, message);
    failures_.push_back({cell.name, message});
  }

  int finish(const std::filesystem::path& folder) const {
    fmt::print("{}", sweep_summary(records_));
    fmt::print("{} of {} runs finished{}{}; written to {}\n", records_.size() + skipped_, total_,
               skipped_ > 0 ? fmt::format(" ({} were there already)", skipped_) : "",
               failures_.empty() ? "" : fmt::format(", {} failed", failures_.size()),
               folder.string());
    for (const Failure& failure : failures_) {
      fmt::print("  failed: {}: {}\n", failure.cell, failure.message);
    }
    fmt::print("see them with: goodparts report {}\n", folder.string());
    return failures_.empty() ? kExitOk : kExitPartial;
  }

 private:
  std::size_t total_;
  std::size_t skipped_ = 0;
  std::vector<RunRecord> records_;
  std::vector<Failure> failures_;
};

int run_sweep(const Program& program, const ConfigSource& source, const RunOptions& options) {
  const std::vector<Cell> cells = plan_sweep(source, options.overrides);
  const std::filesystem::path folder = cells.front().folder.parent_path();
  spdlog::info("sweep of {} runs into {}", cells.size(), folder.string());
  SweepProgress progress(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    if (is_done(cell)) {
      spdlog::info("[{}/{}] {}: there already, skipped", i + 1, cells.size(), cell.name);
      progress.skipped();
      continue;
    }
    spdlog::info("[{}/{}] {}", i + 1, cells.size(), cell.name);
    try {
      progress.done(execute_run({cell.config, cell.overrides, cell.folder}, &program.bar,
                                &program.cancelled));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted) {
        throw Error(
            error.kind(),
            fmt::format("interrupted; {} of {} runs are finished in {}. Run the same command again "
                        "for the others",
                        i, cells.size(), folder.string()));
      }
      progress.failed(cell, error.what());
    }
  }
  return progress.finish(folder);
}

}  // namespace

int run_command(const Program& program, const RunOptions& options) {
  const ConfigSource source = config_source(options);
  if (!options.print.empty()) {
    fmt::print("{}\n", config::to_yaml(compose_config(source, options.overrides)));
    return kExitOk;
  }
  for (const std::string& warning : environment_warnings()) {
    spdlog::warn("{}", warning);
  }
  return options.multirun ? run_sweep(program, source, options) : run_one(program, source, options);
}

}  // namespace goodparts
