// The program's commands. Each returns an exit code (experiments/exit_code.h) or throws Error.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "experiments/evaluate/score_input.h"
#include "experiments/run/settings.h"
#include "experiments/terminal/progress_bar.h"
#include "metrics/comparison/comparison.h"

namespace goodparts {

// What every command is given.
struct Program {
  ProgressBar& bar;
  const std::atomic<bool>& cancelled;
};

struct RunOptions {
  std::vector<std::string> overrides;
  std::vector<std::string> config_dirs;
  std::string config_name = "config";
  bool multirun = false;
  std::string print;  // "job": print the configuration instead of running it
};
int run_command(const Program& program, const RunOptions& options);

struct ReportOptions {
  std::vector<std::string> paths;
  std::string output;          // "": beside the runs
  bool methods_table = false;  // methods.md instead of the report
};
int report_command(const Program& program, const ReportOptions& options);

struct EvaluateOptions {
  ScoreInputOptions input;
  std::vector<std::string> columns;  // "score=anomaly_score"
  std::string separator = ",";
  std::string output;
  bool overwrite = false;
  std::string name;     // of the detector; "": that of the run or file
  std::string dataset;  // "": that of the run or file
  EvaluationSettings evaluation;
  bool conventions = false;
  std::string saturation;                // defects_config.json of MVTec LOCO; "": none
  std::vector<std::int64_t> model_size;  // height, width; empty: not known
  std::int64_t seed = 0;
  std::optional<int> threads;
};
int evaluate_command(const Program& program, const EvaluateOptions& options);

struct CompareOptions {
  std::vector<std::string> scores;  // runs' folders, score files or CSVs, also NAME=PATH
  std::string output;               // "": print only
  ComparisonOptions comparison;
  std::int64_t seed = 0;
  std::optional<int> threads;
};
int compare_command(const Program& program, const CompareOptions& options);

struct PredictOptions {
  std::string model;
  std::vector<std::string> inputs;
  std::string unit;
  std::string output;  // "": print only
  bool heatmaps = true;
  std::optional<int> threads;
  std::string device = "cpu";
};
int predict_command(const Program& program, const PredictOptions& options);

struct WeightsOptions {
  std::vector<std::string> names;  // fetch, verify
  bool json = false;               // list
  std::string mirror;              // fetch, as the next three; "": $GOODPARTS_MIRROR, else the hub
  std::string proxy;
  bool again = false;
  long stall_seconds = 60;
  std::string input;  // convert, as the next two
  std::string output;
  std::string key;
};
int weights_list_command(const WeightsOptions& options);
int weights_fetch_command(const Program& program, const WeightsOptions& options);
int weights_verify_command(const Program& program, const WeightsOptions& options);
int weights_convert_command(const Program& program, const WeightsOptions& options);

int info_command();

}  // namespace goodparts
