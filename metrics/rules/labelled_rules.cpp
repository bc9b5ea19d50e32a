#include "metrics/rules/labelled_rules.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "kernels/base/error.h"
#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/words.h"
#include "metrics/sweep.h"

namespace goodparts {
namespace {

constexpr double kRounding = 1e-9;  // of products such as 0.29 · 100
constexpr const char* kPrevalence = "0.01 means that 1 of 100 parts in production is anomalous";
constexpr const char* kBasis =
    "exact where scores do not tie, for samples exchangeable with the labelled ones";

double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

ThresholdRule start(const char* name, const Ranking& ranking, LabelSource source) {
  ThresholdRule rule;
  rule.name = name;
  rule.needs = RuleNeeds::kLabelled;
  rule.oracle = source == LabelSource::kTest;
  rule.good_count = ranking.good;
  rule.anomalous_count = ranking.anomalous;
  if (!ranking.defined()) {
    rule.unavailable_reason = fmt::format(
        "The rule needs good and anomalous samples with labels; there are {} good and {} anomalous "
        "ones.",
        ranking.good, ranking.anomalous);
  }
  return rule;
}

void choose(ThresholdRule& rule, const Ranking& ranking, std::size_t vertex) {
  rule.available = true;
  rule.threshold = ranking.threshold(vertex);
  rule.chosen_on = operating_point(ranking, rule.threshold);
  if (rule.oracle) {
    rule.caveats.push_back(
        "Oracle: tuned on the labels of the test samples. It says what was possible, not what to "
        "expect.");
  } else {
    rule.caveats.push_back(
        "Recall is that of the kinds of defect in the labelled samples: a new kind may be missed.");
  }
}

std::string rates(const ThresholdRule& rule) {
  const OperatingPoint& at = rule.chosen_on;
  return fmt::format("recall {} of {} and {} false alarm{} on {} good samples it was chosen on",
                     at.tp, rule.anomalous_count, at.fp, at.fp == 1 ? "" : "s", rule.good_count);
}

// Of the vertices that are allowed, the one that catches most; of equals the first. Vertex 0 is
// always allowed.
std::size_t highest_recall(const Ranking& ranking,
                           const std::function<bool(std::size_t)>& allowed) {
  std::size_t best = 0;
  for (std::size_t v = 1; v < ranking.vertices(); ++v) {
    if (ranking.tp(v) > ranking.tp(best) && allowed(v)) {
      best = v;
    }
  }
  return best;
}

double f1(const Ranking& ranking, std::size_t v) {
  return share(2 * ranking.tp(v), ranking.tp(v) + ranking.fp(v) + ranking.anomalous);
}

}  // namespace

ThresholdRule max_recall_rule(const Ranking& ranking, double max_fpr, LabelSource source) {
  require_target_fpr(max_fpr);
  ThresholdRule rule = start("max_recall_at_fpr", ranking, source);
  rule.promise.target_fpr = max_fpr;
  if (!ranking.defined()) {
    return rule;
  }
  const auto budget = static_cast<std::int64_t>(
      std::floor(max_fpr * static_cast<double>(ranking.good) + kRounding));
  choose(rule, ranking,
         highest_recall(ranking, [&](std::size_t v) { return ranking.fp(v) <= budget; }));
  // With `budget` false alarms the threshold is at or above the (budget + 1)-th largest good score,
  // wherever the anomalous samples put it.
  const auto rank = static_cast<double>(budget + 1);
  RulePromise& promise = rule.promise;
  promise.basis = kBasis;
  promise.expected_fpr = rank / static_cast<double>(ranking.good + 1);
  promise.fpr_upper_95 = clopper_pearson_upper(budget, ranking.good);
  promise.fpr_law = RateLaw::beta(rank, static_cast<double>(ranking.good - budget));
  promise.sentence = fmt::format(
      "The highest recall within {} false alarms: {}. Of good parts to come at most {} on average, "
      "and at most {} with 95 % confidence.",
      percent_text(max_fpr), rates(rule), percent_text(promise.expected_fpr),
      bound_text(promise.fpr_upper_95));
  if (budget == 0) {
    rule.caveats.push_back(fmt::format("{} allow no false alarm at {}.",
                                       good_parts_text(ranking.good), percent_text(max_fpr)));
  }
  return rule;
}

ThresholdRule min_fpr_rule(const Ranking& ranking, double min_recall, LabelSource source) {
  if (!(min_recall > 0.0 && min_recall <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("min_recall: {} is not above 0 and at most 1; 0.95 means that 95 of "
                            "100 anomalous parts are to be flagged",
                            min_recall));
  }
  ThresholdRule rule = start("min_fpr_at_recall", ranking, source);
  rule.promise.target_recall = min_recall;
  if (!ranking.defined()) {
    return rule;
  }
  const auto wanted = static_cast<std::int64_t>(
      std::ceil(min_recall * static_cast<double>(ranking.anomalous) - kRounding));
  std::size_t vertex = 0;
  while (ranking.tp(vertex) < wanted) {
    ++vertex;
  }
  choose(rule, ranking, vertex);
  const std::int64_t missed = ranking.anomalous - wanted;
  RulePromise& promise = rule.promise;
  promise.basis = kBasis;
  promise.recall_lower_95 = 1.0 - clopper_pearson_upper(missed, ranking.anomalous);
  promise.miss_law = RateLaw::beta(static_cast<double>(missed + 1), static_cast<double>(wanted));
  promise.sentence = fmt::format(
      "The fewest false alarms at a recall of {}: {}. Of anomalous parts to come it flags at least "
      "{} with 95 % confidence.",
      percent_text(min_recall), rates(rule), lower_bound_text(promise.recall_lower_95));
  return rule;
}

ThresholdRule precision_rule(const Ranking& ranking, double min_precision, double prevalence,
                             LabelSource source) {
  require_share("min_precision", min_precision, "0.9 means that 9 of 10 flagged parts are bad");
  require_share("prevalence", prevalence, kPrevalence);
  ThresholdRule rule = start("max_recall_at_precision", ranking, source);
  if (!ranking.defined()) {
    return rule;
  }
  const auto precision = [&](std::size_t v) {
    return precision_at(share(ranking.tp(v), ranking.anomalous), share(ranking.fp(v), ranking.good),
                        prevalence);
  };
  const std::size_t vertex = highest_recall(
      ranking, [&](std::size_t v) { return precision(v) >= min_precision - kRounding; });
  if (vertex == 0) {
    rule.unavailable_reason =
        fmt::format("No threshold reaches a precision of {} where {} of parts are anomalous.",
                    percent_text(min_precision), percent_text(prevalence));
    return rule;
  }
  choose(rule, ranking, vertex);
  rule.diagnostics = {{"precision", precision(vertex)}};
  rule.promise.sentence =
      fmt::format("The highest recall at a precision of {} where {} of parts are anomalous: {}.",
                  percent_text(min_precision), percent_text(prevalence), rates(rule));
  return rule;
}

ThresholdRule cost_rule(const Ranking& ranking, const Costs& costs, LabelSource source) {
  require_not_negative("escape_cost", costs.escape);
  require_not_negative("overkill_cost", costs.overkill);
  require_share("prevalence", costs.prevalence, kPrevalence);
  ThresholdRule rule = start("min_cost", ranking, source);
  if (!ranking.defined()) {
    return rule;
  }
  const double escaping = costs.prevalence * costs.escape;
  const double overkill = (1.0 - costs.prevalence) * costs.overkill;
  const auto cost = [&](std::size_t v) {
    return escaping * share(ranking.anomalous - ranking.tp(v), ranking.anomalous) +
           overkill * share(ranking.fp(v), ranking.good);
  };
  std::size_t best = 0;
  for (std::size_t v = 1; v < ranking.vertices(); ++v) {
    if (cost(v) < cost(best)) {
      best = v;
    }
  }
  choose(rule, ranking, best);
  rule.diagnostics = {{"cost_per_part", cost(best)},
                      {"cost_of_flagging_nothing", escaping},
                      {"cost_of_flagging_everything", overkill}};
  rule.promise.sentence = fmt::format(
      "The least cost where an escape costs {:.4g}, a false alarm {:.4g}, and {} of parts are "
      "anomalous: {:.4g} per part; {}.",
      costs.escape, costs.overkill, percent_text(costs.prevalence), cost(best), rates(rule));
  if (best == 0 || best + 1 == ranking.vertices()) {
    rule.caveats.push_back(fmt::format("At these costs it is cheapest to flag {}.",
                                       best == 0 ? "nothing" : "everything"));
  }
  return rule;
}

ThresholdRule max_f1_rule(const Ranking& ranking, LabelSource source) {
  ThresholdRule rule = start("max_f1", ranking, source);
  if (!ranking.defined()) {
    return rule;
  }
  std::size_t best = 0;
  for (std::size_t v = 1; v < ranking.vertices(); ++v) {
    if (f1(ranking, v) > f1(ranking, best)) {
      best = v;
    }
  }
  choose(rule, ranking, best);
  rule.diagnostics = {{"f1", f1(ranking, best)}};
  rule.promise.sentence = fmt::format(
      "The largest F1, {:.4g}: {}. F1 takes {} of parts to be anomalous.", f1(ranking, best),
      rates(rule), percent_text(share(ranking.anomalous, ranking.anomalous + ranking.good)));
  return rule;
}

double precision_at(double recall, double fpr, double prevalence) {
  const double flagged = prevalence * recall + (1.0 - prevalence) * fpr;
  return flagged > 0.0 ? prevalence * recall / flagged : kUndefined;
}

}  // namespace goodparts
