#include "metrics/findings/unit_rules.h"

#include <utility>

#include "metrics/rules/all_rules.h"
#include "metrics/rules/apply_rule.h"

namespace goodparts {

std::vector<ThresholdRule> unit_rules(const Context& context, const UnitScores& scores,
                                      const Ranking& ranking, const FindingsOptions& options) {
  RuleSettings settings;
  settings.target_fpr = options.target_fpr;
  settings.confidence = options.confidence;
  settings.min_recall = options.min_recall;
  settings.pareto.seed = context.seed;
  if (options.escape_cost && options.overkill_cost && options.prevalence) {
    settings.costs = {*options.escape_cost, *options.overkill_cost, *options.prevalence};
  }
  std::vector<ThresholdRule> rules = good_only_rules(scores.calibration, settings);
  for (ThresholdRule& rule : labelled_rules(ranking, settings, LabelSource::kTest)) {
    rules.push_back(std::move(rule));
  }
  for (ThresholdRule& rule : rules) {
    rule = apply_rule(std::move(rule), ranking);
  }
  return rules;
}

}  // namespace goodparts
