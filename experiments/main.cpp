#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <unistd.h>

#include "experiments/command_line.h"
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

int dispatch(const CLI::App& app, const Program& program, const CommandOptions& options) {
  if (app.got_subcommand("run")) {
    return run_command(program, options.run);
  }
  if (app.got_subcommand("evaluate")) {
    return evaluate_command(program, options.evaluate);
  }
  if (app.got_subcommand("compare")) {
    return compare_command(program, options.compare);
  }
  if (app.got_subcommand("report")) {
    return report_command(program, options.report);
  }
  if (app.got_subcommand("predict")) {
    return predict_command(program, options.predict);
  }
  if (app.got_subcommand("weights")) {
    return dispatch_weights(*app.get_subcommand("weights"), program, options.weights);
  }
  return info_command();
}

int guarded(const CLI::App& app, const Program& program, const CommandOptions& options) {
  try {
    return dispatch(app, program, options);
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
  app.require_subcommand(1);
  bool quiet = false;
  app.add_flag("-q,--quiet", quiet, "Print results and warnings only");
  app.fallthrough();

  CommandOptions options;
  add_commands(app, options);
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
  return guarded(app, {bar, cancelled}, options);
}
