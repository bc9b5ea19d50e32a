#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <filesystem>

#include "experiments/commands/commands.h"
#include "experiments/config/interpolate.h"
#include "experiments/config/yaml.h"
#include "experiments/exit_code.h"
#include "experiments/run/components.h"
#include "experiments/run/unit_run.h"
#include "experiments/store/model_file.h"
#include "experiments/store/pictures.h"
#include "kernels/base/atomic_file.h"
#include "kernels/base/config.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::size_t find_unit(const ModelFile& model, const std::string& wanted) {
  const std::vector<std::string>& units = model.units();
  if (wanted.empty() && units.size() == 1) {
    return 0;
  }
  if (wanted.empty()) {
    throw Error(ErrorKind::kConfig,
                fmt::format("the model holds {} detectors; choose one with --unit: {}",
                            units.size(), joined(units, ", ")));
  }
  require_one_of("--unit", wanted, units);
  return static_cast<std::size_t>(std::find(units.begin(), units.end(), wanted) - units.begin());
}

std::string verdict(const ThresholdChoice& choice, double score) {
  if (!choice.available) {
    return "no_threshold";
  }
  return score > choice.threshold ? "flagged" : "passed";
}

// RFC 4180.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

// "line3/part 7.png" → "line3_part 7.png": one flat folder of pictures.
std::string picture_name(const std::string& id) {
  std::string name = fs::path(id).relative_path().replace_extension().string();
  std::replace(name.begin(), name.end(), '/', '_');
  return name + ".png";
}

// The colour scale of heatmaps: calm at half the threshold, glowing at half again above it; without
// a threshold, the map's own range.
std::pair<double, double> colour_scale(const ThresholdChoice& choice, const AnomalyMap& map) {
  if (choice.available && choice.threshold > 0.0) {
    return {0.5 * choice.threshold, 1.5 * choice.threshold};
  }
  const auto [low, high] = std::minmax_element(map.values.begin(), map.values.end());
  return {*low, *high};
}

}  // namespace

int predict_command(const Program& program, const PredictOptions& options) {
  const ModelFile model(options.model);
  const std::size_t unit = find_unit(model, options.unit);
  config::Node config = config::parse_yaml(model.config_yaml(), options.model);
  const std::unique_ptr<Detector> detector = open_detector(config);
  model.load(unit, *detector);
  const ThresholdChoice choice = model.choice(unit);
  const std::unique_ptr<SampleSource> inputs = open_inputs(model.input(), options.inputs);

  Context context;
  context.threads = options.threads.value_or(omp_get_max_threads());
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;
  const fs::path output = options.output;
  std::string csv = "id,score,threshold,verdict\n";
  std::int64_t flagged = 0;
  score_all(context, *detector, *inputs, "score", [&](std::int64_t i, const SampleScore& s) {
    const std::string& id = inputs->info(i).id;
    const std::string said = verdict(choice, s.score);
    flagged += said == "flagged" ? 1 : 0;
    csv += fmt::format("{},{},{},{}\n", csv_field(id), s.score,
                       choice.available ? fmt::format("{}", choice.threshold) : "", said);
    if (options.output.empty()) {
      return;
    }
    if (options.heatmaps && !s.map.values.empty()) {
      const AnomalyMap map = to_original_size(s.map, inputs->geometry(i));
      const auto [low, high] = colour_scale(choice, map);
      write_file_atomically(output / "heatmaps" / picture_name(id),
                            png(overlay(inputs->picture(i), map, low, high)));
    }
  });
  if (options.output.empty()) {
    fmt::print("{}", csv);
  } else {
    write_file_atomically(output / "predictions.csv", csv);
    fmt::print("{} scored, {} flagged; written to {}\n", inputs->size(), flagged, output.string());
  }
  if (!choice.available) {
    fmt::print(stderr, "no threshold in this model: {}\n", choice.note);
  } else {
    fmt::print(stderr, "threshold {:.6g}: {}\n", choice.threshold, choice.note);
  }
  return kExitOk;
}

}  // namespace goodparts
