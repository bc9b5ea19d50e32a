#include "metrics/findings/unit_rules.h"

#include "metrics/rules/apply_rule.h"
#include "metrics/rules/mean_sigma_rule.h"
#include "metrics/rules/order_rules.h"
#include "metrics/rules/pareto_rule.h"

namespace goodparts {

std::vector<ThresholdRule> unit_rules(const Context& context, const UnitScores& scores,
                                      const Ranking& ranking, const FindingsOptions& options) {
  const std::vector<double>& good = scores.calibration;
  ParetoOptions pareto;
  pareto.seed = context.seed;
  std::vector<ThresholdRule> rules = {
      conformal_rule(good, options.target_fpr),
      quantile_rule(good, options.target_fpr),
      kth_largest_rule(good, options.target_fpr, options.confidence),
      mean_sigma_rule(good),
      pareto_rule(good, options.target_fpr, pareto),
      max_recall_rule(ranking, options.target_fpr, LabelSource::kTest),
      min_fpr_rule(ranking, options.min_recall, LabelSource::kTest),
      max_f1_rule(ranking, LabelSource::kTest)};
  if (options.escape_cost && options.overkill_cost && options.prevalence) {
    rules.push_back(cost_rule(ranking,
                              {*options.escape_cost, *options.overkill_cost, *options.prevalence},
                              LabelSource::kTest));
  }
  for (ThresholdRule& rule : rules) {
    rule = apply_rule(std::move(rule), ranking);
  }
  return rules;
}

}  // namespace goodparts
