#include "metrics/findings/findings.h"

#include <fmt/format.h>

#include "metrics/findings/mean_intervals.h"
#include "metrics/findings/metric_intervals.h"
#include "metrics/findings/series_findings.h"
#include "metrics/findings/unit_rules.h"
#include "metrics/findings/unit_scores.h"
#include "metrics/rules/checks.h"

namespace goodparts {
namespace {

Certificate certify_unit(const UnitScores& scores, const UnitEvaluation& unit,
                         const FindingsOptions& options) {
  CertificateInput input;
  input.subject = unit.name;
  if (unit.choice.available) {
    input.rule = unit.choice.rule;
    input.threshold = unit.choice.threshold;
    input.rank = unit.choice.rank;
    input.origin = unit.choice.rank > 0 ? ThresholdOrigin::kRank : ThresholdOrigin::kFixed;
    input.calibration = scores.calibration;
    input.calibration_groups = scores.calibration_groups;
    input.test_good = scores.test_good;
    input.test_groups = scores.test_good_groups;
    input.conditions = unit.conditions;
  }
  return certify(input, {options.target_fpr, options.confidence});
}

std::optional<ReviewBand> review_band_of(const Ranking& ranking, const FindingsOptions& options) {
  if (!ranking.defined()) {
    return std::nullopt;
  }
  ReviewRequirements wanted;
  wanted.min_recall = options.min_recall;
  wanted.max_fpr = options.target_fpr;
  wanted.prevalence = options.prevalence.value_or(wanted.prevalence);
  return review_band(ranking, wanted, LabelSource::kTest);
}

}  // namespace

Findings find_in_scores(const Context& context, const ScoreTable& table, const PixelSources& pixels,
                        const Evaluation& evaluation, const FindingsOptions& options) {
  require_share("confidence", options.confidence, "0.95 is usual");
  const std::vector<UnitRows> rows = split_units(table);
  Findings findings;
  Progress progress(context, "uncertainty", std::ssize(rows));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    context.check_cancelled();
    const UnitEvaluation& unit = evaluation.units.at(i);
    const UnitScores scores = gather_scores(table, rows[i]);
    const Ranking ranking = rank_samples(scores.test, scores.labels);
    const std::unique_ptr<TestMaps> maps = pixels ? pixels(unit.name) : nullptr;
    UnitFindings found;
    found.name = unit.name;
    found.intervals = metric_intervals(context, table, scores, maps.get(), unit, options);
    found.rules = unit_rules(context, scores, ranking, options);
    found.review_band = review_band_of(ranking, options);
    found.tightening = tightening_schedule(std::ssize(scores.calibration), options.target_fpr,
                                           {options.confidence});
    found.certificate = certify_unit(scores, unit, options);
    findings.units.push_back(std::move(found));
    progress.advance();
  }
  if (findings.units.size() > 1) {
    findings.intervals = mean_intervals(evaluation, findings.units);
  }
  add_series(table, rows, evaluation, options, findings);
  return findings;
}

}  // namespace goodparts
