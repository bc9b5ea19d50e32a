#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "datasets/tabular/csv_table.h"
#include "experiments/commands/commands.h"
#include "experiments/config/bind.h"
#include "experiments/config/json.h"
#include "experiments/config/yaml.h"
#include "experiments/evaluate/loco_source.h"
#include "experiments/evaluate/outcome.h"
#include "experiments/exit_code.h"
#include "experiments/run/environment.h"
#include "experiments/run/summary.h"
#include "experiments/store/result_file.h"
#include "experiments/store/run_folder.h"
#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"
#include "metrics/findings/conventions.h"
#include "reports/html/html_report.h"
#include "reports/markdown/markdown_report.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

ScoreInputOptions input_of(const EvaluateOptions& options) {
  ScoreInputOptions input = options.input;
  input.csv.separator = parse_separator(options.separator);
  for (const std::string& given : options.columns) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("--column: '{}' is not of the form OURS=THEIRS, such as "
                              "score=anomaly_score",
                              given));
    }
    input.csv.columns[given.substr(0, equals)] = given.substr(equals + 1);
  }
  input.csv.unit =
      options.dataset.empty() ? fs::path(input.scores).stem().string() : options.dataset;
  return input;
}

std::optional<ModelSize> model_size_of(const EvaluateOptions& options) {
  if (options.model_size.empty()) {
    return std::nullopt;
  }
  return ModelSize{options.model_size[0], options.model_size[1]};
}

std::string conventions_of(const Context& context, const ScoreInput& scores,
                           const Evaluation& evaluation, const EvaluateOptions& options) {
  if (!options.conventions) {
    return "";
  }
  std::vector<UnitConventions> units = compare_conventions(
      context, scores.table(), pixel_sources(context, scores), evaluation, model_size_of(options));
  if (!options.saturation.empty()) {
    const Saturations saturations = read_saturations(options.saturation);
    for (UnitConventions& unit : units) {
      for (ConventionValue& value : loco_conventions(
               LocoSource(scores.table(), *scores.map_folder(), saturations, unit.unit))) {
        unit.values.push_back(std::move(value));
      }
    }
  }
  return conventions_markdown(units);
}

// What was evaluated and how, as the configuration of a run.
config::Node describe_evaluation(const EvaluateOptions& options) {
  config::Node node;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      node.set(fmt::format("evaluate.{}", key), config::Node(value));
    }
  };
  add("scores", options.input.scores);
  add("calibration", options.input.calibration);
  add("maps", options.input.maps);
  add("masks", options.input.masks);
  EvaluationSettings settings = options.evaluation;
  node.set("evaluation", config::describe(settings));
  node.set("seed", config::Node(options.seed));
  return node;
}

void name_record(const EvaluateOptions& options, const ScoreInput& scores, RunRecord& record) {
  const std::string stem = fs::path(options.input.scores).stem().string();
  if (std::optional<RunRecord> run = scores.load_its_run()) {
    record = std::move(*run);
    record.warnings.clear();
  } else {
    record.method = record.dataset = stem;
    record.protocol =
        fmt::format("scores read from {}", fs::path(options.input.scores).filename().string());
  }
  record.method = options.name.empty() ? record.method : options.name;
  record.dataset = options.dataset.empty() ? record.dataset : options.dataset;
}

void write_reports(const fs::path& folder, RunRecord record) {
  record.name = fs::weakly_canonical(record.path).filename().string();
  HtmlReport html(folder / "report.html");
  MarkdownReport markdown(folder / "report.md");
  for (ReportSink* sink : {static_cast<ReportSink*>(&html), static_cast<ReportSink*>(&markdown)}) {
    sink->add(record);
    sink->finish();
  }
}

}  // namespace

int evaluate_command(const Program& program, const EvaluateOptions& options) {
  options.evaluation.validate();
  ScoreInput scores(input_of(options));
  if (!options.saturation.empty() && (!options.conventions || scores.map_folder() == nullptr)) {
    throw Error(ErrorKind::kConfig,
                "--saturation: takes --conventions, --maps and --masks, where AU-sPRO is computed");
  }
  RunFolder folder(options.output, options.overwrite);
  reset_peak_memory();
  Context context;
  context.seed = static_cast<std::uint64_t>(options.seed);
  context.threads = options.threads.value_or(omp_get_max_threads());
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;

  scores.measure_calibration(context);
  RunRecord record;
  name_record(options, scores, record);
  const Outcome outcome =
      evaluate_scores(context, scores, options.evaluation,
                      fmt::format("{} on {}", record.method, record.dataset), record.timings);
  fill_record(outcome, record);
  write_documents(folder.staging(), outcome);
  record.path = options.output;
  record.environment = describe_environment(context.device, context.threads);
  record.warnings = scores.warnings();
  for (const std::string& warning : record.warnings) {
    spdlog::warn("{}", warning);
  }
  const config::Node config = describe_evaluation(options);
  record.config_yaml = config::to_yaml(config);
  ScoreFileWriter(folder.staging() / "scores.h5").finish(scores.table());
  save_run(folder.staging(), record, config::to_json(config), {});
  write_reports(folder.staging(), record);
  const std::string conventions = conventions_of(context, scores, outcome.evaluation, options);
  if (!conventions.empty()) {
    write_file_atomically(folder.staging() / "conventions.md", conventions);
  }
  context.check_cancelled();
  folder.publish();
  program.bar.clear();
  fmt::print("{}", conventions);
  fmt::print("{}\nwritten to {}: open report.html\n", run_summary(record), options.output);
  return kExitOk;
}

}  // namespace goodparts
