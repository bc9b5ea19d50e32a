#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <filesystem>

#include "experiments/commands/commands.h"
#include "experiments/config/interpolate.h"
#include "experiments/config/yaml.h"
#include "experiments/exit_code.h"
#include "experiments/run/attribution.h"
#include "experiments/run/components.h"
#include "experiments/run/settings.h"
#include "experiments/run/unit_run.h"
#include "experiments/store/model_file.h"
#include "experiments/store/pictures.h"
#include "kernels/base/atomic_file.h"
#include "kernels/base/config.h"
#include "kernels/base/csv_field.h"
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

struct Prediction {
  double score;
  std::string verdict;
};

// predictions.csv. Where the method explains, flagged rows say which features did it.
std::string predictions_csv(const Context& context, const Detector& detector,
                            const SampleSource& inputs, std::int64_t window,
                            const ThresholdChoice& choice,
                            const std::vector<Prediction>& predictions) {
  std::vector<std::int64_t> flagged;
  for (std::int64_t i = 0; i < inputs.size(); ++i) {
    if (predictions[static_cast<std::size_t>(i)].verdict == "flagged") {
      flagged.push_back(i);
    }
  }
  const std::int64_t first[] = {0};
  const bool explains = !inputs.shape().is_image() && inputs.size() > 0 &&
                        !detector.explain(context, inputs, first).empty();
  std::vector<std::string> features(predictions.size());
  if (explains) {
    const auto top = explain_samples(context, detector, inputs, flagged, window, kTopFeatures);
    for (std::size_t i = 0; i < top.size(); ++i) {
      features[static_cast<std::size_t>(flagged[i])] = to_text(top[i]);
    }
  }
  std::string csv = fmt::format("id,score,threshold,verdict{}\n", explains ? ",top_features" : "");
  const std::string threshold = choice.available ? fmt::format("{}", choice.threshold) : "";
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    csv += fmt::format("{},{},{},{}", csv_field(inputs.info(static_cast<std::int64_t>(i)).id),
                       predictions[i].score, threshold, predictions[i].verdict);
    csv += explains ? fmt::format(",{}\n", csv_field(features[i])) : "\n";
  }
  return csv;
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
  context.device = read_device("--device", options.device);
  context.threads = options.threads.value_or(omp_get_max_threads());
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;
  const fs::path output = options.output;
  std::vector<Prediction> predictions;
  score_all(context, *detector, *inputs, "score", [&](std::int64_t i, const SampleScore& s) {
    predictions.push_back({s.score, verdict(choice, s.score)});
    if (!options.output.empty() && options.heatmaps && !s.map.values.empty()) {
      const AnomalyMap map = to_original_size(s.map, inputs->geometry(i));
      const auto [low, high] = colour_scale(choice, map);
      write_file_atomically(output / "heatmaps" / picture_name(inputs->info(i).id),
                            png(overlay(inputs->picture(i), map, low, high)));
    }
  });
  const std::string csv =
      predictions_csv(context, *detector, *inputs, model.input().window, choice, predictions);
  if (options.output.empty()) {
    fmt::print("{}", csv);
  } else {
    write_file_atomically(output / "predictions.csv", csv);
    const auto flagged = std::count_if(predictions.begin(), predictions.end(),
                                       [](const auto& p) { return p.verdict == "flagged"; });
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
