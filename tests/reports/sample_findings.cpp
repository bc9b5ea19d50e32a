#include "tests/reports/sample_findings.h"

#include <fmt/format.h>

#include "kernels/base/rng.h"
#include "metrics/decision/decision.h"
#include "metrics/decision/decision_json.h"
#include "metrics/findings/findings_json.h"

namespace goodparts::testing {
namespace {

constexpr int kHeldOut = 200;
constexpr int kTested = 300;
constexpr int kEvent = 25;  // of every 100 test rows, the last ones

void add_row(const std::string& unit, Split split, const std::string& defect, double score,
             ScoreTable& table) {
  const std::size_t number = table.size();
  table.unit.push_back(unit);
  table.id.push_back(fmt::format("{}/{:04}", unit, number));
  table.group.push_back(table.id.back());
  table.split.push_back(split);
  table.label.push_back(defect == "good" ? 0 : 1);
  table.defect.push_back(defect);
  table.score.push_back(score);
  table.conditions[0].texts.push_back(number % 4 == 3 ? "night" : "day");
}

ScoreTable draw_table(SampleKind kind) {
  ScoreTable table;
  table.conditions = {{"shift", false, {}, {}}};
  table.in_time_order = kind == SampleKind::kSeries;
  const double gap = kind == SampleKind::kParts ? 5.0 : 2.0;
  const int units = kind == SampleKind::kParts ? 1 : 2;
  for (int u = 0; u < units; ++u) {
    const std::string unit = fmt::format("{}{}", units == 1 ? "castings" : "pump", u);
    Rng rng(static_cast<std::uint64_t>(u), "sample findings");
    for (int i = 0; i < kHeldOut; ++i) {
      add_row(unit, Split::kCalibration, "good", rng.normal(), table);
    }
    for (int i = 0; i < kTested; ++i) {
      const bool faulty = i % 100 >= 100 - kEvent;
      const std::string defect = i % 200 < 100 ? "crack" : "pore";
      add_row(unit, Split::kTest, faulty ? defect : "good", rng.normal() + (faulty ? gap : 0.0),
              table);
    }
  }
  return table;
}

DecisionEvidence evidence_of(const RunRecord& run, const Findings& findings) {
  DecisionEvidence evidence;
  evidence.subject = run.method + " on " + run.dataset;
  evidence.at = run.evaluation.at_choice;
  evidence.rule = run.evaluation.units[0].choice.rule;
  evidence.defects = run.evaluation.defects;
  evidence.conditions = run.evaluation.conditions;
  if (findings.units.size() == 1) {
    for (const ThresholdRule& rule : findings.units[0].rules) {
      if (rule.available && rule.transfer) {
        evidence.candidates.push_back({rule.name, rule.oracle, rule.transfer->observed});
      }
    }
  }
  evidence.latency = {0, 0.8, 1.1, 1.4};
  evidence.memory_mib = 96.0;
  return evidence;
}

}  // namespace

void add_findings(SampleKind kind, const Requirements& requirements, RunRecord& run) {
  const ScoreTable table = draw_table(kind);
  Context context;
  context.threads = 1;
  run.evaluation = evaluate(table, nullptr, {});
  FindingsOptions options;
  options.bootstrap = 100;
  const Findings findings = find_in_scores(context, table, nullptr, run.evaluation, options);
  run.findings = to_json(findings);
  run.decision = to_json(decide(requirements, evidence_of(run, findings)));
}

}  // namespace goodparts::testing
