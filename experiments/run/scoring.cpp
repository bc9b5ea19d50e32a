#include "experiments/run/scoring.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>

#include "experiments/config/yaml.h"
#include "experiments/run/components.h"
#include "metrics/pixel/score_moments.h"

namespace goodparts {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

Scoring::Scoring(const RunRequest& request, const RunSettings& settings, const Context& context,
                 const std::filesystem::path& folder)
    : request_(request),
      settings_(settings),
      context_(context),
      checkpoints_(context.checkpoints),
      dataset_(open_dataset(request.config, settings.seed)),
      score_file_(folder / "scores.h5") {
  if (settings.output.model) {
    model_file_.emplace(folder / "model.h5", config::to_yaml(request.config), dataset_->input());
  }
}

void Scoring::run() {
  const std::vector<std::string> names = dataset_->unit_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string which =
        names.size() > 1 ? fmt::format("{} ({}/{})", names[i], i + 1, names.size()) : names[i];
    run_unit(i, names[i], which);
  }
  score_file_.finish(table_.take(dataset_->in_time_order()));
}

void Scoring::finish_model(const std::vector<ThresholdChoice>& choices) {
  if (model_file_) {
    model_file_->finish(choices);
  }
}

std::string Scoring::attribution(const std::vector<ThresholdChoice>& choices) const {
  AttributionTable attributed;
  bool any = false;
  for (std::size_t i = 0; i < explainers_.size(); ++i) {
    any = explain_unit(i, choices[i], attributed) || any;
  }
  return any ? attributed.csv() : "";
}

Picture Scoring::picture(std::int64_t row) const {
  const RowOrigin& origin = origins_[static_cast<std::size_t>(row)];
  return units_[origin.unit].test->picture(origin.index);
}

void Scoring::run_unit(std::size_t index, const std::string& name, const std::string& which) {
  units_.push_back(dataset_->open(context_, index));
  const Unit& unit = units_.back();
  spdlog::info("{}: {} good samples to train on, {} held out, {} to test", which,
               unit.train->size(), unit.calibration->size(), unit.test->size());
  std::unique_ptr<Detector> detector = open_detector(request_.config);
  const double fit_cpu_started = cpu_seconds();
  const auto fit_started = std::chrono::steady_clock::now();
  Context fitting = context_;
  fitting.checkpoints = checkpoints_ / std::to_string(index);
  detector->fit(fitting, *unit.train);
  timings_.fit_seconds += seconds_since(fit_started);
  timings_.fit_cpu_seconds += cpu_seconds() - fit_cpu_started;
  if (model_file_) {
    model_file_->add_unit(index, name, *detector);
  }
  score_unit(index, name, *detector, unit);
  table_.set_control_limit(name, detector->control_limit());
  if (index == 0) {
    facts_ = detector->facts();
    timings_.latencies_ms =
        measure_latencies(context_, *detector, *unit.test, settings_.evaluation.latency_samples);
  }
  if (!unit.test->shape().is_image() && settings_.output.attribution > 0) {
    explainers_.push_back(std::move(detector));
  }
}

bool Scoring::explain_unit(std::size_t index, const ThresholdChoice& choice,
                           AttributionTable& attributed) const {
  const Unit& unit = units_[index];
  std::vector<ScoredSample> samples;
  for (std::size_t i = 0; i < test_scores_[index].size(); ++i) {
    samples.push_back({static_cast<std::int64_t>(i), test_scores_[index][i]});
  }
  samples = worth_explaining(std::move(samples), choice, settings_.output.attribution);
  std::vector<std::int64_t> indices;
  for (const ScoredSample& sample : samples) {
    indices.push_back(sample.index);
  }
  const auto features = explain_samples(context_, *explainers_[index], *unit.test, indices,
                                        dataset_->input().window, kTopFeatures);
  for (std::size_t i = 0; i < features.size(); ++i) {
    attributed.add(unit.name, unit.test->info(indices[i]).id, *unit.test_labels, samples[i], choice,
                   features[i]);
  }
  return !features.empty();
}

void Scoring::score_unit(std::size_t index, const std::string& name, const Detector& detector,
                         const Unit& unit) {
  const auto started = std::chrono::steady_clock::now();
  const double cpu_started = cpu_seconds();
  ScoreMoments pixels;  // of held-out good maps, at the images' own size
  score_all(context_, detector, *unit.calibration, "score held-out good",
            [&](std::int64_t i, const SampleScore& s) {
              table_.add(name, unit.calibration->info(i), Split::kCalibration, s.score, 0, kGood);
              origins_.push_back({index, -1});
              if (!s.map.values.empty()) {
                pixels.add(seen_at_original_size(s.map, unit.calibration->geometry(i)));
              }
            });
  if (pixels.count() > 0) {
    table_.set_calibration_pixels(name, {pixels.count(), pixels.mean(), pixels.deviation()});
  }
  double writing = 0.0;
  double cpu_writing = 0.0;
  std::vector<double>& scores = test_scores_.emplace_back();
  score_all(context_, detector, *unit.test, "score test",
            [&](std::int64_t i, const SampleScore& s) {
              const bool anomalous = unit.test_labels->anomalous(i);
              const std::int64_t row = table_.add(name, unit.test->info(i), Split::kTest, s.score,
                                                  anomalous ? 1 : 0, unit.test_labels->defect(i));
              origins_.push_back({index, i});
              scores.push_back(s.score);
              if (settings_.output.maps && !s.map.values.empty()) {
                const auto write_started = std::chrono::steady_clock::now();
                const double cpu_write_started = cpu_seconds();
                write_map(row, i, s.map, *unit.test, *unit.test_labels);
                writing += seconds_since(write_started);
                cpu_writing += cpu_seconds() - cpu_write_started;
              }
            });
  timings_.score_seconds += seconds_since(started) - writing;
  timings_.score_cpu_seconds += cpu_seconds() - cpu_started - cpu_writing;
  timings_.scored += unit.calibration->size() + unit.test->size();
}

void Scoring::write_map(std::int64_t row, std::int64_t index, const AnomalyMap& map,
                        const SampleSource& source, const Labels& labels) {
  if (labels.has_masks() && labels.anomalous(index)) {
    const Mask mask = labels.mask(index);
    score_file_.add_map(row, map, source.geometry(index), &mask);
  } else {
    score_file_.add_map(row, map, source.geometry(index), nullptr);
  }
}

}  // namespace goodparts
