#include "experiments/run/settings.h"

#include <fmt/format.h>
#include <omp.h>

#include <cmath>

#include "experiments/config/bind.h"
#include "kernels/base/error.h"
#include "kernels/cuda/device.h"

namespace goodparts {
namespace {

void require(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorKind::kConfig, message);
  }
}

void require_known_keys(const config::Node& config) {
  const std::vector<std::string> known = {"method",     "backbone",   "dataset",
                                          "conditions", "evaluation", "output",
                                          "seed",       "threads",    "device"};
  for (const auto& [key, value] : config.entries()) {
    require_one_of("configuration key", key, known);
  }
}

}  // namespace

void OutputSettings::visit(ConfigVisitor& v) {
  v.field("dir", dir);
  v.field("maps", maps);
  v.field("model", model);
  v.field("gallery", gallery);
  v.field("attribution", attribution);
  v.field("overwrite", overwrite);
  v.field("checkpoint_seconds", checkpoint_seconds);
}

void OutputSettings::validate() const {
  require(!dir.empty(), "output.dir: is empty; give the folder to write to");
  require(gallery >= 0,
          fmt::format("output.gallery: {} is negative; 0 turns the gallery off", gallery));
  require(checkpoint_seconds >= 0.0,
          fmt::format("output.checkpoint_seconds: {} is negative; 0 keeps one after each epoch",
                      checkpoint_seconds));
  require(
      attribution >= 0,
      fmt::format("output.attribution: {} is negative; 0 writes no attribution.csv", attribution));
}

void EvaluationSettings::visit(ConfigVisitor& v) {
  v.field("target_fpr", target_fpr);
  v.field("sweep_points", sweep_points);
  v.field("histogram_bins", histogram_bins);
  v.field("latency_samples", latency_samples);
  v.field("confidence", confidence);
  v.field("bootstrap", bootstrap);
  v.field("min_recall", min_recall);
  v.field("prevalence", prevalence);
  v.field("escape_cost", escape_cost);
  v.field("overkill_cost", overkill_cost);
  v.field("max_gap_seconds", max_gap_seconds);
  v.field("requirements", requirements);
}

void EvaluationSettings::validate() const {
  require(target_fpr > 0.0 && target_fpr < 1.0,
          fmt::format("evaluation.target_fpr: {} is not between 0 and 1; 0.05 means that 5 % of "
                      "good parts may be "
                      "flagged",
                      target_fpr));
  require(sweep_points >= 4,
          fmt::format("evaluation.sweep_points: {} is less than 4", sweep_points));
  require(histogram_bins >= 2,
          fmt::format("evaluation.histogram_bins: {} is less than 2", histogram_bins));
  require(
      latency_samples >= 0,
      fmt::format("evaluation.latency_samples: {} is negative; 0 measures none", latency_samples));
  const auto share = [](const char* name, double value, const char* meaning) {
    require(value > 0.0 && value < 1.0,
            fmt::format("evaluation.{}: {} is not between 0 and 1; {}", name, value, meaning));
  };
  require(
      confidence >= 0.5 && confidence < 1.0,
      fmt::format("evaluation.confidence: {} is not between 0.5 and 1; 0.95 is usual", confidence));
  share("min_recall", min_recall, "0.95 means that 5 % of the defects may pass");
  share("prevalence", prevalence.value_or(0.5), "0.002 means that 2 parts in 1000 are defective");
  require(bootstrap >= 0 && bootstrap <= 1'000'000,
          fmt::format("evaluation.bootstrap: {} is not between 0 (no bootstrap) and 1,000,000",
                      bootstrap));
  const auto cost = [](const char* name, double value) {
    require(std::isfinite(value) && value >= 0.0,
            fmt::format("evaluation.{}: {} is no cost; give a number of 0 or more", name, value));
  };
  cost("escape_cost", escape_cost.value_or(0.0));
  cost("overkill_cost", overkill_cost.value_or(0.0));
  require(escape_cost.has_value() == overkill_cost.has_value() &&
              (!escape_cost || prevalence.has_value()),
          "evaluation.escape_cost and evaluation.overkill_cost are only of use together and with "
          "evaluation.prevalence; give all three or neither cost");
  require(max_gap_seconds.value_or(1.0) > 0.0,
          fmt::format("evaluation.max_gap_seconds: {} is not above 0; null: no gap breaks a series",
                      max_gap_seconds.value_or(1.0)));
}

FindingsOptions EvaluationSettings::findings_options() const {
  FindingsOptions options;
  options.target_fpr = target_fpr;
  options.confidence = confidence;
  options.bootstrap = bootstrap;
  options.min_recall = min_recall;
  options.prevalence = prevalence;
  options.escape_cost = escape_cost;
  options.overkill_cost = overkill_cost;
  options.max_gap_seconds = max_gap_seconds.value_or(kNoGap);
  return options;
}

EvaluationOptions EvaluationSettings::options() const {
  EvaluationOptions options;
  options.target_fpr = target_fpr;
  options.sweep_points = sweep_points;
  options.histogram_bins = histogram_bins;
  return options;
}

Device read_device(const std::string& setting, const std::string& name) {
  require_one_of(setting, name, {"cpu", "cuda"});
  if (name == "cpu") {
    return Device::kCpu;
  }
  cuda::require_device(setting + "=cuda");
  return Device::kCuda;
}

RunSettings read_settings(const config::Node& config) {
  require_known_keys(config);
  RunSettings settings;
  const std::int64_t seed = config.at("seed").as_int();
  require(seed >= 0, fmt::format("seed: {} is negative", seed));
  settings.seed = static_cast<std::uint64_t>(seed);
  const config::Node& threads = config.at("threads");
  const std::int64_t wanted = threads.is_null() ? omp_get_max_threads() : threads.as_int();
  require(wanted >= 1 && wanted <= 4096,
          fmt::format("threads: {} is not between 1 and 4096; null uses every core", wanted));
  settings.threads = static_cast<int>(wanted);
  settings.device = read_device("device", config.at("device").as_string());
  settings.method = config.at("method.name").as_string();
  settings.dataset = config.at("dataset.name").as_string();
  config::bind(config.at("output"), "output", settings.output);
  config::bind(config.at("evaluation"), "evaluation", settings.evaluation);
  return settings;
}

}  // namespace goodparts
