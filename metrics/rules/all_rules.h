// Every rule at once, for reports that compare them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "metrics/ranking.h"
#include "metrics/rules/labelled_rules.h"
#include "metrics/rules/pareto_rule.h"
#include "metrics/rules/threshold_rule.h"

namespace goodparts {

struct RuleSettings {
  double target_fpr = 0.05;
  double confidence = 0.95;  // of the k-th largest
  double sigmas = 3.0;
  ParetoOptions pareto;
  double min_recall = 0.95;
  std::optional<Costs> costs;  // without them there is no rule of cost
};

// The k-th largest, conformal, quantile, mean + kσ, generalized Pareto tail.
std::vector<ThresholdRule> good_only_rules(std::span<const double> held_out_good,
                                           const RuleSettings& settings);

// Highest recall at the false positive rate, fewest false alarms at the recall, least cost, largest
// F1.
std::vector<ThresholdRule> labelled_rules(const Ranking& ranking, const RuleSettings& settings,
                                          LabelSource source);

}  // namespace goodparts
