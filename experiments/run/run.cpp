#include "experiments/run/run.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "datasets/registry.h"
#include "experiments/config/json.h"
#include "experiments/config/yaml.h"
#include "experiments/run/attribution.h"
#include "experiments/run/components.h"
#include "experiments/run/environment.h"
#include "experiments/run/gallery.h"
#include "experiments/run/settings.h"
#include "experiments/run/unit_run.h"
#include "experiments/store/model_file.h"
#include "experiments/store/result_file.h"
#include "experiments/store/run_folder.h"
#include "experiments/store/score_file.h"
#include "experiments/terminal/log.h"
#include "experiments/version.h"
#include "kernels/base/atomic_file.h"
#include "metrics/evaluation.h"

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

// Where a row of the score table came from, for its picture.
struct RowOrigin {
  std::size_t unit;
  std::int64_t index;
};

// The part of a run that is left of the score file: everything that needs the detector and the
// data.
class Scoring {
 public:
  Scoring(const RunRequest& request, const RunSettings& settings, const Context& context,
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

  void run() {
    const std::vector<std::string> names = dataset_->unit_names();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string which =
          names.size() > 1 ? fmt::format("{} ({}/{})", names[i], i + 1, names.size()) : names[i];
      run_unit(i, names[i], which);
    }
    score_file_.finish(table_.take());
  }

  void finish_model(const std::vector<ThresholdChoice>& choices) {
    if (model_file_) {
      model_file_->finish(choices);
    }
  }

  // attribution.csv at the chosen thresholds; "" where the method explains nothing.
  std::string attribution(const std::vector<ThresholdChoice>& choices) const {
    AttributionTable attributed;
    bool any = false;
    for (std::size_t i = 0; i < explainers_.size(); ++i) {
      any = explain_unit(i, choices[i], attributed) || any;
    }
    return any ? attributed.csv() : "";
  }

  const Dataset& dataset() const { return *dataset_; }
  const Facts& facts() const { return facts_; }
  const UnitTimings& timings() const { return timings_; }
  Picture picture(std::int64_t row) const {
    const RowOrigin& origin = origins_[static_cast<std::size_t>(row)];
    return units_[origin.unit].test->picture(origin.index);
  }

 private:
  void run_unit(std::size_t index, const std::string& name, const std::string& which) {
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

  // False where the method explains nothing.
  bool explain_unit(std::size_t index, const ThresholdChoice& choice,
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
      attributed.add(unit.name, unit.test->info(indices[i]).id, *unit.test_labels, samples[i],
                     choice, features[i]);
    }
    return !features.empty();
  }

  void score_unit(std::size_t index, const std::string& name, const Detector& detector,
                  const Unit& unit) {
    const auto started = std::chrono::steady_clock::now();
    const double cpu_started = cpu_seconds();
    score_all(context_, detector, *unit.calibration, "score held-out good",
              [&](std::int64_t i, const SampleScore& s) {
                table_.add(name, unit.calibration->info(i), Split::kCalibration, s.score, 0, kGood);
                origins_.push_back({index, -1});
              });
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

  void write_map(std::int64_t row, std::int64_t index, const AnomalyMap& map,
                 const SampleSource& source, const Labels& labels) {
    if (labels.has_masks() && labels.anomalous(index)) {
      const Mask mask = labels.mask(index);
      score_file_.add_map(row, map, source.geometry(index), &mask);
    } else {
      score_file_.add_map(row, map, source.geometry(index), nullptr);
    }
  }

  const RunRequest& request_;
  const RunSettings& settings_;
  const Context& context_;
  std::filesystem::path checkpoints_;  // of all units
  std::unique_ptr<Dataset> dataset_;
  ScoreFileWriter score_file_;
  std::optional<ModelFileWriter> model_file_;
  std::vector<Unit> units_;
  // Of units of rows, whose data stay in memory too: what is flagged is known, and explained, last.
  std::vector<std::unique_ptr<Detector>> explainers_;
  std::vector<std::vector<double>> test_scores_;  // of each unit
  ScoreTableBuilder table_;
  std::vector<RowOrigin> origins_;
  Facts facts_;
  UnitTimings timings_;
};

Timings summarise(const UnitTimings& timings) {
  Timings summary;
  summary.fit_seconds = timings.fit_seconds;
  summary.fit_cpu_seconds = timings.fit_cpu_seconds;
  summary.score_cpu_seconds = timings.score_cpu_seconds;
  summary.score_seconds = timings.score_seconds;
  summary.samples_per_second = static_cast<double>(timings.scored) / timings.score_seconds;
  summary.latency_p50_ms = percentile(timings.latencies_ms, 50.0);
  summary.latency_p95_ms = percentile(timings.latencies_ms, 95.0);
  summary.latency_p99_ms = percentile(timings.latencies_ms, 99.0);
  summary.peak_memory_mib = peak_memory_mib();
  return summary;
}

// Maps that report progress as they are read.
class ProgressPixels : public PixelSource {
 public:
  ProgressPixels(const Context& context, std::unique_ptr<PixelSource> maps)
      : maps_(std::move(maps)), progress_(context, "compare pixels", maps_->size()) {}
  std::int64_t size() const override { return maps_->size(); }
  PixelImage read(std::int64_t index) const override {
    progress_.advance();
    return maps_->read(index);
  }

 private:
  std::unique_ptr<PixelSource> maps_;
  mutable Progress progress_;
};

// Everything right of the score file.
Evaluation evaluate_scores(const Context& context, const ScoreFile& scores,
                           const EvaluationSettings& settings) {
  const PixelSources pixels = [&](const std::string& unit) -> std::unique_ptr<PixelSource> {
    std::unique_ptr<PixelSource> maps = scores.pixels(unit);
    return maps ? std::make_unique<ProgressPixels>(context, std::move(maps)) : nullptr;
  };
  Evaluation evaluation = evaluate(scores.table(), pixels, settings.options());
  for (const UnitEvaluation& unit : evaluation.units) {
    if (const ScoreFile::Unseen unseen = scores.unseen(unit.name); unseen.pixels > 0.0) {
      evaluation.notes.push_back(fmt::format(
          "{}: the crop hides {:.1f} % of the test pixels and {:.1f} % of the defective ones from "
          "the "
          "detector; pixel metrics leave them out (dataset.crop=null shows the whole image)",
          unit.name, 100.0 * unseen.pixels, 100.0 * unseen.defective));
    }
  }
  return evaluation;
}

// All that decides what is trained: a killed run goes on from its checkpoints only where this is
// the same.
std::string training_identity(const config::Node& config, int threads) {
  std::string identity = fmt::format("{}\n{}\n{} threads\n", kVersion, kGitRevision, threads);
  for (const auto& [group, value] : config.entries()) {
    if (group != "output" && group != "evaluation" && group != "threads") {
      identity += group + ": " + config::to_yaml(value) + "\n";
    }
  }
  return identity;
}

// Checkpoints stay only where going on makes sense: after an interruption or a kill.
void fit_and_score(Scoring& scoring, const RunFolder& folder) {
  try {
    scoring.run();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInterrupted) {
      folder.discard_checkpoints();
    }
    throw;
  }
}

// What the detector says of its backbone, so that untrained filters are called that in every
// report; "" without one.
std::string backbone_of(const Facts& facts) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [](const auto& fact) { return fact.first == "backbone"; });
  return found == facts.end() ? "" : found->second;
}

}  // namespace

RunRecord execute_run(const RunRequest& request, ProgressSink* progress,
                      const std::atomic<bool>* cancelled) {
  const RunSettings settings = read_settings(request.config);
  RunFolder folder(request.folder, settings.output.overwrite);
  const LogToFile log(folder.staging() / "run.log");
  reset_peak_memory();
  Context context;
  context.seed = settings.seed;
  context.threads = settings.threads;
  context.progress = progress;
  context.cancelled = cancelled;
  context.checkpoint_seconds = settings.output.checkpoint_seconds;
  context.checkpoints = folder.checkpoints(training_identity(request.config, settings.threads));

  spdlog::info("{} on {}, seed {}, {} threads", settings.method, settings.dataset, settings.seed,
               settings.threads);
  Scoring scoring(request, settings, context, folder.staging());
  fit_and_score(scoring, folder);

  RunRecord record;
  const ScoreFile scores(folder.staging() / "scores.h5");
  record.evaluation = evaluate_scores(context, scores, settings.evaluation);
  std::vector<ThresholdChoice> choices;
  for (const UnitEvaluation& unit : record.evaluation.units) {
    choices.push_back(unit.choice);
  }
  scoring.finish_model(choices);
  if (const std::string attribution = scoring.attribution(choices); !attribution.empty()) {
    write_file_atomically(folder.staging() / "attribution.csv", attribution);
  }
  record.gallery = make_gallery(scores, record.evaluation, settings.output.gallery,
                                [&](std::int64_t row) { return scoring.picture(row); });
  record.path = request.folder.string();
  record.method = settings.method;
  record.dataset = settings.dataset;
  record.protocol = scoring.dataset().protocol();
  record.seed = static_cast<std::int64_t>(settings.seed);
  record.facts = scoring.facts();
  record.backbone = backbone_of(record.facts);
  record.environment = describe_environment(settings.threads);
  record.warnings = scoring.dataset().warnings();
  for (const std::string& warning : record.warnings) {
    spdlog::warn("{}", warning);
  }
  record.timings = summarise(scoring.timings());
  record.config_yaml = config::to_yaml(request.config);
  save_run(folder.staging(), record, config::to_json(request.config), request.overrides);
  spdlog::info("fit {:.1f} s, scored {:.1f} samples/s, peak memory {:.0f} MiB",
               record.timings.fit_seconds, record.timings.samples_per_second,
               record.timings.peak_memory_mib);
  context.check_cancelled();
  folder.publish();
  return record;
}

}  // namespace goodparts
