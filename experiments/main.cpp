#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <unistd.h>

#include "experiments/commands/commands.h"
#include "experiments/exit_code.h"
#include "experiments/terminal/log.h"
#include "experiments/version.h"
#include "kernels/base/error.h"

namespace {

using namespace goodparts;

std::atomic<bool> cancelled{false};

// The first signal asks the work to stop at the next safe place; the second ends the program at
// once.
extern "C" void on_signal(int /*signal*/) {
  if (cancelled.exchange(true)) {
    ::_exit(kExitInterrupted);
  }
}

constexpr const char* kFooter = R"(Examples
  goodparts run method=patchcore dataset=synthetic_image
  goodparts run method=isolation_forest dataset=skab dataset.root=data/skab output.dir=runs/skab
  goodparts run -m method=patchcore,isolation_forest seed=0,1,2 dataset=synthetic_sensor output.dir=runs/sweep
  goodparts run --cfg job method=patchcore        prints the configuration that would run
  goodparts report runs/sweep
  goodparts predict runs/skab new.csv --unit valve1/0

Exit codes
  0 done   1 defect in goodparts   2 command line or configuration   3 input data   4 output cannot be written
  5 not available in this build   6 some runs of a sweep failed   130 interrupted
)";

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run",
                                     "Train on good parts, score, choose a threshold on held-out "
                                     "good parts, measure false positives");
  run->add_option(
      "overrides", options.overrides,
      "key=value and group=option, as in Hydra: method=patchcore dataset.category=bottle seed=3");
  run->add_flag("-m,--multirun", options.multirun,
                "Run every combination of comma-separated values: seed=0,1,2");
  run->add_option("-c,--cfg", options.print, "Print the composed configuration and stop: --cfg job")
      ->check(CLI::IsMember({"job"}));
  run->add_option("--config-dir", options.config_dirs,
                  "Folder with more configuration files, searched first")
      ->allow_extra_args(false);
  run->add_option("--config-name", options.config_name, "Configuration file to start from")
      ->capture_default_str();
}

void add_report(CLI::App& app, ReportOptions& options) {
  CLI::App* report = app.add_subcommand(
      "report",
      "Turn finished runs into report.html (one file, opens from disk), report.csv and report.md");
  report->add_option("runs", options.paths, "Folders of runs or sweeps; searched for finished runs")
      ->required();
  report->add_option(
      "-o,--output", options.output,
      "Folder to write to (default: the given folder, or ./report if several are given)");
  report->add_flag("--methods-table", options.methods_table,
                   "Write methods.md instead: for runs that lie in <data>/<method>/…, a table for "
                   "each data set with a row for each method");
}

void add_predict(CLI::App& app, PredictOptions& options) {
  CLI::App* predict =
      app.add_subcommand("predict", "Score new images or rows with a trained detector");
  predict->add_option("model", options.model, "A run's folder or its model.h5")->required();
  predict
      ->add_option("inputs", options.inputs,
                   "Images or folders of images; CSV or npz files for rows; folders of cycles")
      ->required();
  predict->add_option("-o,--output", options.output,
                      "Folder for predictions.csv and heatmaps/ (default: print the predictions)");
  predict->add_option("-u,--unit", options.unit,
                      "Which detector, where the model holds several (a category, a file)");
  predict->add_flag("!--no-heatmaps", options.heatmaps, "Write no pictures");
  predict->add_option("-j,--threads", options.threads, "Threads (default: every core)")
      ->check(CLI::Range(1, 4096));
}

int dispatch(const CLI::App& app, const Program& program, const RunOptions& run,
             const ReportOptions& report, const PredictOptions& predict) {
  if (app.got_subcommand("run")) {
    return run_command(program, run);
  }
  if (app.got_subcommand("report")) {
    return report_command(program, report);
  }
  if (app.got_subcommand("predict")) {
    return predict_command(program, predict);
  }
  return info_command();
}

int guarded(const CLI::App& app, const Program& program, const RunOptions& run,
            const ReportOptions& report, const PredictOptions& predict) {
  try {
    return dispatch(app, program, run, report, predict);
  } catch (const Error& error) {
    program.bar.clear();
    fmt::print(stderr, "goodparts: {}\n", error.what());
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    program.bar.clear();
    fmt::print(stderr,
               "goodparts: out of memory; try a smaller method.coreset_ratio, image size or fewer "
               "threads\n");
    return kExitUnavailable;
  } catch (const std::exception& error) {
    program.bar.clear();
    fmt::print(stderr,
               "goodparts: internal error: {}\nThis is a defect in goodparts; please report it "
               "with the command "
               "and `goodparts info`.\n",
               error.what());
    return kExitInternal;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "goodparts: anomaly detectors that learn from good parts only, and how often they cry wolf");
  app.set_version_flag("--version", fmt::format("goodparts {} ({})", kVersion, kGitRevision));
  app.footer(kFooter);
  app.require_subcommand(1);
  bool quiet = false;
  app.add_flag("-q,--quiet", quiet, "Print results and warnings only");
  app.fallthrough();

  RunOptions run;
  ReportOptions report;
  PredictOptions predict;
  add_run(app, run);
  add_report(app, report);
  add_predict(app, predict);
  app.add_subcommand(
      "info", "Versions, libraries, threads, and which methods, backbones and datasets there are");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }

  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then a failed write, with a message
  ProgressBar bar;
  set_up_log(bar, quiet);
  return guarded(app, {bar, cancelled}, run, report, predict);
}
