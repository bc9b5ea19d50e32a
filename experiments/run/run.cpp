#include "experiments/run/run.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "experiments/config/json.h"
#include "experiments/config/yaml.h"
#include "experiments/evaluate/outcome.h"
#include "experiments/run/environment.h"
#include "experiments/run/gallery.h"
#include "experiments/run/scoring.h"
#include "experiments/run/settings.h"
#include "experiments/store/result_file.h"
#include "experiments/store/run_folder.h"
#include "experiments/terminal/log.h"
#include "experiments/version.h"
#include "kernels/base/atomic_file.h"
#include "kernels/cuda/device.h"
#include "metrics/evaluation.h"

namespace goodparts {
namespace {

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
  summary.latencies_ms = timings.latencies_ms;
  return summary;
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
  context.device = settings.device;
  context.threads = settings.threads;
  context.progress = progress;
  context.cancelled = cancelled;
  context.checkpoint_seconds = settings.output.checkpoint_seconds;
  context.checkpoints = folder.checkpoints(training_identity(request.config, settings.threads));

  spdlog::info("{} on {}, seed {}, {} threads", settings.method, settings.dataset, settings.seed,
               settings.threads);
  if (settings.device == Device::kCuda) {
    spdlog::info(
        "memory banks, coresets, Gaussians, forests (single-column splits, complete rows), maps, "
        "the couplings of flows that score, sorting of scores and, where LibTorch can, the "
        "backbone's network compute on {}; all else on the CPU",
        cuda::describe_devices());
  }
  Scoring scoring(request, settings, context, folder.staging());
  fit_and_score(scoring, folder);

  RunRecord record;
  const ScoreInput scores(folder.staging() / "scores.h5");
  record.timings = summarise(scoring.timings());
  const Outcome outcome =
      evaluate_scores(context, scores, settings.evaluation,
                      fmt::format("{} on {}", settings.method, settings.dataset), record.timings);
  fill_record(outcome, record);
  write_documents(folder.staging(), outcome);
  std::vector<ThresholdChoice> choices;
  for (const UnitEvaluation& unit : record.evaluation.units) {
    choices.push_back(unit.choice);
  }
  scoring.finish_model(choices);
  if (const std::string attribution = scoring.attribution(choices); !attribution.empty()) {
    write_file_atomically(folder.staging() / "attribution.csv", attribution);
  }
  record.gallery = make_gallery(*scores.score_file(), record.evaluation, settings.output.gallery,
                                [&](std::int64_t row) { return scoring.picture(row); });
  record.path = request.folder.string();
  record.method = settings.method;
  record.dataset = settings.dataset;
  record.protocol = scoring.dataset().protocol();
  record.seed = static_cast<std::int64_t>(settings.seed);
  record.facts = scoring.facts();
  record.backbone = backbone_of(record.facts);
  record.environment = describe_environment(settings.device, settings.threads);
  record.warnings = scoring.dataset().warnings();
  for (const std::string& warning : record.warnings) {
    spdlog::warn("{}", warning);
  }
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
