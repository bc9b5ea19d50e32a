// What the program takes on its command line.
#pragma once

#include <CLI/CLI.hpp>

#include "experiments/commands/commands.h"

namespace goodparts {

struct CommandOptions {
  RunOptions run;
  EvaluateOptions evaluate;
  CompareOptions compare;
  ReportOptions report;
  PredictOptions predict;
  WeightsOptions weights;
};

// The subcommands with their options and help.
void add_commands(CLI::App& app, CommandOptions& options);

}  // namespace goodparts
