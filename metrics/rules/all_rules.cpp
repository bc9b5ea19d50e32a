#include "metrics/rules/all_rules.h"

#include "metrics/rules/mean_sigma_rule.h"
#include "metrics/rules/order_rules.h"

namespace goodparts {

std::vector<ThresholdRule> good_only_rules(std::span<const double> held_out_good,
                                           const RuleSettings& settings) {
  return {kth_largest_rule(held_out_good, settings.target_fpr, settings.confidence),
          conformal_rule(held_out_good, settings.target_fpr),
          quantile_rule(held_out_good, settings.target_fpr),
          mean_sigma_rule(held_out_good, settings.sigmas),
          pareto_rule(held_out_good, settings.target_fpr, settings.pareto)};
}

std::vector<ThresholdRule> labelled_rules(const Ranking& ranking, const RuleSettings& settings,
                                          LabelSource source) {
  std::vector<ThresholdRule> rules = {max_recall_rule(ranking, settings.target_fpr, source),
                                      min_fpr_rule(ranking, settings.min_recall, source)};
  if (settings.costs) {
    rules.push_back(cost_rule(ranking, *settings.costs, source));
  }
  rules.push_back(max_f1_rule(ranking, source));
  return rules;
}

}  // namespace goodparts
