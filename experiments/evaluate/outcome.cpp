#include "experiments/evaluate/outcome.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "experiments/evaluate/requirements_file.h"
#include "kernels/base/atomic_file.h"
#include "metrics/certificate/certificate_json.h"
#include "metrics/certificate/certificate_markdown.h"
#include "metrics/decision/decision_json.h"
#include "metrics/decision/decision_markdown.h"
#include "metrics/findings/findings_json.h"

namespace goodparts {
namespace {

// Maps that report progress as they are read.
class ProgressPixels : public TestMaps {
 public:
  ProgressPixels(const Context& context, std::unique_ptr<TestMaps> maps)
      : maps_(std::move(maps)), progress_(context, "compare pixels", maps_->size()) {}
  std::int64_t size() const override { return maps_->size(); }
  std::size_t row(std::int64_t index) const override { return maps_->row(index); }
  bool concurrent_reads() const override { return maps_->concurrent_reads(); }
  PixelImage read(std::int64_t index) const override {
    progress_.advance();
    return maps_->read(index);
  }

 private:
  std::unique_ptr<TestMaps> maps_;
  mutable Progress progress_;
};

void note_unseen_pixels(const ScoreFile& scores, Evaluation& evaluation) {
  for (const UnitEvaluation& unit : evaluation.units) {
    if (const ScoreFile::Unseen unseen = scores.unseen(unit.name); unseen.pixels > 0.0) {
      evaluation.notes.push_back(fmt::format(
          "{}: the crop hides {:.1f} % of the test pixels and {:.1f} % of the defective ones from "
          "the detector; pixel metrics leave them out (dataset.crop=null shows the whole image)",
          unit.name, 100.0 * unseen.pixels, 100.0 * unseen.defective));
    }
  }
}

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

// "patchcore on mvtec, bottle": a data set alone does not say which part of it was judged.
std::string with_unit(const std::string& subject, const std::string& unit) {
  return subject.ends_with(unit) ? subject : fmt::format("{}, {}", subject, unit);
}

DecisionEvidence evidence_of(const std::string& subject, const ScoreTable& table,
                             const Timings& timings, const Outcome& outcome) {
  DecisionEvidence evidence;
  evidence.subject = outcome.evaluation.units.size() == 1
                         ? with_unit(subject, outcome.evaluation.units.front().name)
                         : subject;
  evidence.at = outcome.evaluation.at_choice;
  evidence.defects = outcome.evaluation.defects;
  evidence.conditions = outcome.evaluation.conditions;
  for (const UnitEvaluation& unit : outcome.evaluation.units) {
    evidence.sized_defects.insert(evidence.sized_defects.end(), unit.sized_defects.begin(),
                                  unit.sized_defects.end());
  }
  const UnitEvaluation& first = outcome.evaluation.units.front();
  evidence.rule =
      outcome.evaluation.units.size() == 1 ? first.choice.rule : "each unit's own threshold";
  if (outcome.evaluation.units.size() == 1) {
    evidence.rank = first.choice.rank;
    evidence.calibration_good = first.choice.good_count;
    const Certificate& certificate = outcome.findings.units.front().certificate;
    evidence.good_parts_independent =
        !certificate.calibration.groups.alike() && !certificate.test.groups.alike();
    for (const ThresholdRule& rule : outcome.findings.units.front().rules) {
      if (rule.available && rule.transfer && rule.threshold != first.choice.threshold) {
        evidence.candidates.push_back({rule.name, rule.oracle, rule.transfer->observed});
      }
    }
  }
  evidence.latencies_ms = table.latency_ms.empty() ? timings.latencies_ms : table.latency_ms;
  evidence.latency.p50 = timings.latency_p50_ms;
  evidence.latency.p95 = timings.latency_p95_ms;
  evidence.latency.p99 = timings.latency_p99_ms;
  evidence.memory_mib = known(timings.peak_memory_mib);
  return evidence;
}

}  // namespace

PixelSources pixel_sources(const Context& context, const ScoreInput& scores) {
  return [&](const std::string& unit) -> std::unique_ptr<TestMaps> {
    std::unique_ptr<TestMaps> maps = scores.pixels(unit);
    return maps ? std::make_unique<ProgressPixels>(context, std::move(maps)) : nullptr;
  };
}

Outcome evaluate_scores(const Context& context, const ScoreInput& scores,
                        const EvaluationSettings& settings, const std::string& subject,
                        const Timings& timings) {
  std::optional<Requirements> requirements;
  if (settings.requirements) {  // a mistake in it is told before the work
    requirements = read_requirements(*settings.requirements);
  }
  const PixelSources pixels = pixel_sources(context, scores);
  EvaluationOptions options = settings.options();
  options.threads = context.threads;
  options.device = context.device;
  Outcome outcome;
  outcome.evaluation = evaluate(scores.table(), pixels, options);
  if (scores.score_file() != nullptr) {
    note_unseen_pixels(*scores.score_file(), outcome.evaluation);
  }
  outcome.findings = find_in_scores(context, scores.table(), pixels, outcome.evaluation,
                                    settings.findings_options());
  if (requirements && outcome.evaluation.has_choice) {
    outcome.decision =
        decide(*requirements, evidence_of(subject, scores.table(), timings, outcome));
  } else if (requirements) {
    outcome.evaluation.notes.emplace_back(
        "No decision: there is no threshold. Hold out good parts, which set it.");
  }
  for (UnitFindings& unit : outcome.findings.units) {
    unit.certificate.subject = with_unit(subject, unit.name);
  }
  return outcome;
}

void write_documents(const std::filesystem::path& folder, const Outcome& outcome) {
  nlohmann::ordered_json certificates = nlohmann::ordered_json::array();
  std::string pages;
  for (const UnitFindings& unit : outcome.findings.units) {
    certificates.push_back(to_json(unit.certificate));
    pages += (pages.empty() ? "" : "\n---\n\n") + certificate_markdown(unit.certificate);
  }
  write_file_atomically(
      folder / "certificate.json",
      (certificates.size() == 1 ? certificates.front() : certificates).dump(1) + "\n");
  write_file_atomically(folder / "certificate.md", pages);
  if (outcome.decision) {
    write_file_atomically(folder / "decision.json", to_json(*outcome.decision).dump(1) + "\n");
    write_file_atomically(folder / "decision.md", decision_markdown(*outcome.decision));
  }
}

void fill_record(const Outcome& outcome, RunRecord& record) {
  record.evaluation = outcome.evaluation;
  record.findings = to_json(outcome.findings);
  if (outcome.decision) {
    record.decision = to_json(*outcome.decision);
  }
}

}  // namespace goodparts
