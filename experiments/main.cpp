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
#include "kernels/base/keep_memory.h"

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
  goodparts weights fetch wide_resnet50_2

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
  predict->add_option("--device", options.device, "Where kernels compute: cpu or cuda")
      ->capture_default_str();
}

constexpr const char* kWeightsFooter = R"(Where
  The cache is $GOODPARTS_CACHE/weights, else $XDG_CACHE_HOME/goodparts/weights, else ~/.cache/goodparts/weights.
  A run finds what is there by itself: goodparts weights fetch resnet18 && goodparts run backbone=resnet18 ...

Examples
  goodparts weights list
  goodparts weights fetch resnet18 wide_resnet50_2
  goodparts weights fetch resnet18 --mirror https://files.example.com/pytorch
  goodparts weights fetch resnet18 --proxy http://proxy.example.com:3128
  goodparts weights verify
  goodparts weights convert my_model.pth my_model.safetensors
)";

void add_weights_fetch(CLI::App& weights, WeightsOptions& options) {
  CLI::App* fetch = weights.add_subcommand(
      "fetch", "Fetch published weights, check their SHA-256 and keep them as safetensors");
  fetch->add_option("names", options.names, "Names that `goodparts weights list` shows")
      ->required();
  fetch
      ->add_option("--mirror", options.mirror,
                   "URL that takes the place of the hub's scheme and host")
      ->envname("GOODPARTS_MIRROR");
  fetch->add_option("--proxy", options.proxy,
                    "URL of a proxy (default: what https_proxy, http_proxy and no_proxy say)");
  fetch->add_flag("--again", options.again, "Also where the cache already has them");
  fetch
      ->add_option("--stall", options.stall_seconds,
                   "Seconds without a byte after which a connection is tried anew")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
}

void add_weights(CLI::App& app, WeightsOptions& options) {
  CLI::App* weights =
      app.add_subcommand("weights", "Fetch, check and convert the weights of pretrained backbones");
  weights->require_subcommand(1);
  weights->fallthrough();
  weights->footer(kWeightsFooter);
  weights
      ->add_subcommand("list", "Which weights can be fetched by name, and which have been fetched")
      ->add_flag("--json", options.json, "As JSON");
  add_weights_fetch(*weights, options);
  weights
      ->add_subcommand("verify",
                       "Compute the SHA-256 of fetched weights anew; exit code 3 for a damaged one")
      ->add_option("names", options.names, "Names (default: all that are in the cache)");
  CLI::App* convert = weights->add_subcommand(
      "convert",
      "Turn a PyTorch file of weights into safetensors. Reads tensors only: a file that wants to "
      "run code is refused");
  convert->add_option("input", options.input, "File that torch.save wrote (.pth, .pt)")->required();
  convert->add_option("output", options.output, "The .safetensors file to write")->required();
  convert->add_option(
      "--key", options.key,
      "Take the tensors below this entry, such as ema or teacher.backbone (default: "
      "state_dict, model_state_dict or model, where there is one)");
}

int dispatch_weights(const CLI::App& weights, const Program& program,
                     const WeightsOptions& options) {
  if (weights.got_subcommand("fetch")) {
    return weights_fetch_command(program, options);
  }
  if (weights.got_subcommand("verify")) {
    return weights_verify_command(program, options);
  }
  if (weights.got_subcommand("convert")) {
    return weights_convert_command(program, options);
  }
  return weights_list_command(options);
}

int dispatch(const CLI::App& app, const Program& program, const RunOptions& run,
             const ReportOptions& report, const PredictOptions& predict,
             const WeightsOptions& weights) {
  if (app.got_subcommand("run")) {
    return run_command(program, run);
  }
  if (app.got_subcommand("report")) {
    return report_command(program, report);
  }
  if (app.got_subcommand("predict")) {
    return predict_command(program, predict);
  }
  if (app.got_subcommand("weights")) {
    return dispatch_weights(*app.get_subcommand("weights"), program, weights);
  }
  return info_command();
}

int guarded(const CLI::App& app, const Program& program, const RunOptions& run,
            const ReportOptions& report, const PredictOptions& predict,
            const WeightsOptions& weights) {
  try {
    return dispatch(app, program, run, report, predict, weights);
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
  keep_freed_memory();
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
  WeightsOptions weights;
  add_weights(app, weights);
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
  return guarded(app, {bar, cancelled}, run, report, predict, weights);
}
