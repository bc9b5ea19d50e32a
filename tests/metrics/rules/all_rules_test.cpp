#include "metrics/rules/all_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/rules/apply_rule.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names(const std::vector<ThresholdRule>& rules) {
  std::vector<std::string> result;
  for (const ThresholdRule& rule : rules) {
    result.push_back(rule.name);
  }
  return result;
}

TEST(AllRules, EachOnce) {
  EXPECT_THAT(names(good_only_rules(one_to(200), {})),
              ElementsAre("kth_largest", "conformal", "quantile", "mean_sigma", "pareto_tail"));
  RuleSettings settings;
  const Ranking ranking = ranking_of(one_to(20), {30.0});
  EXPECT_THAT(names(labelled_rules(ranking, settings, LabelSource::kTest)),
              ElementsAre("max_recall_at_fpr", "min_fpr_at_recall", "max_f1"));
  settings.costs = Costs{1.0, 1.0, 0.1};
  EXPECT_THAT(names(labelled_rules(ranking, settings, LabelSource::kTest)),
              ElementsAre("max_recall_at_fpr", "min_fpr_at_recall", "min_cost", "max_f1"));
}

// Rates of thresholds from 1,000 scores of a long tail, on as many new ones: the exact rules keep
// what they promise, mean + 3σ does not.
TEST(AllRules, LongTailsBreakOnlyTheNormalRule) {
  Rng rng(1, "long tail");
  const auto draw = [&](std::size_t n) {
    std::vector<double> scores = normal_scores(rng, n);
    for (double& score : scores) {
      score = std::exp(score);
    }
    return scores;
  };
  const std::vector<double> good = draw(1000);
  const Ranking test = ranking_of(draw(1000), {});
  for (const ThresholdRule& rule : good_only_rules(good, {})) {
    const ThresholdRule applied = apply_rule(rule, test);
    EXPECT_EQ(applied.transfer->false_alarms.verdict,
              rule.name == "mean_sigma" ? TransferVerdict::kWorse : TransferVerdict::kCompatible)
        << rule.name;
  }
}

}  // namespace
}  // namespace goodparts
