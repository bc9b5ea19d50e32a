#include "metrics/rules/pareto_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "kernels/base/error.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/generalized_pareto.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

constexpr double kSignificant = 0.05;
constexpr double kNormal95 = 1.6448536269514722;

struct Tail {
  double start = 0.0;
  double share = 0.0;  // of all scores above the start
  std::vector<double> excesses;
  bool all_equal() const { return excesses.empty() || excesses.front() == excesses.back(); }
};

// The scores above the (count + 1)-th largest; fewer than count where scores tie there.
Tail tail_of(const std::vector<double>& sorted, std::size_t count) {
  Tail tail;
  tail.start = sorted[count];
  for (std::size_t i = 0; i < count && sorted[i] > tail.start; ++i) {
    tail.excesses.push_back(sorted[i] - tail.start);
  }
  tail.share = static_cast<double>(tail.excesses.size()) / static_cast<double>(sorted.size());
  return tail;
}

double threshold_of(const Tail& tail, const ParetoTail& fitted, double target_fpr) {
  return tail.start + pareto_quantile_above(fitted, target_fpr / tail.share);
}

// Of the logarithm of the rate above a score that lies `y` above the tail's start (delta method).
double log_rate_error(const Tail& tail, const ParetoFit& fit, double y) {
  const double shape = fit.tail.shape;
  const double w = y / fit.tail.scale;
  const double inside = 1.0 + shape * w;
  const double by_scale = w / (fit.tail.scale * inside);
  const double by_shape = std::abs(shape) < 1e-4
                              ? 0.5 * w * w - 2.0 / 3.0 * shape * w * w * w
                              : std::log(inside) / (shape * shape) - w / (shape * inside);
  const double of_fit = std::pow(by_scale * fit.scale_error, 2) +
                        std::pow(by_shape * fit.shape_error, 2) +
                        2.0 * by_scale * by_shape * fit.covariance;
  const double of_share = (1.0 - tail.share) / static_cast<double>(tail.excesses.size());
  return std::sqrt(of_fit + of_share);
}

std::string why_not(const std::vector<double>& sorted, const Tail& tail, double target_fpr,
                    const ParetoOptions& options) {
  const std::int64_t exceedances = std::ssize(tail.excesses);
  if (exceedances < options.fewest_exceedances || tail.all_equal()) {
    return fmt::format(
        "Scores tie: only {} of {} held-out good scores lie above the tail's start {}, and {} "
        "different ones are needed.",
        exceedances, sorted.size(), score_text(tail.start), options.fewest_exceedances);
  }
  if (target_fpr >= tail.share) {
    return fmt::format(
        "The target of {} is not within the tail ({} of the scores): count instead, with the k-th "
        "largest.",
        percent_text(target_fpr), percent_text(tail.share));
  }
  return {};
}

void diagnose(ThresholdRule& rule, const std::vector<double>& sorted, const Tail& tail,
              const ParetoFit& fit, const ParetoOptions& options) {
  const double target = rule.promise.target_fpr;
  rule.diagnostics = {{"exceedances", static_cast<double>(tail.excesses.size())},
                      {"tail_start", tail.start},
                      {"shape", fit.tail.shape},
                      {"shape_error", fit.shape_error},
                      {"scale", fit.tail.scale},
                      {"scale_error", fit.scale_error},
                      {"anderson_darling", anderson_darling(tail.excesses, fit.tail)}};
  if (options.bootstrap_draws > 0) {
    const double p = pareto_fit_p_value(tail.excesses, fit, options.bootstrap_draws,
                                        Rng(options.seed, "pareto_fit"));
    rule.diagnostics.emplace_back("anderson_darling_p", p);
    if (p < kSignificant) {
      rule.caveats.push_back(fmt::format(
          "The tail is not generalized Pareto (Anderson–Darling, p = {:.2g}): do not use it.", p));
    }
  }
  const Tail half = tail_of(sorted, tail.excesses.size() / 2);
  if (std::ssize(half.excesses) >= options.fewest_exceedances && target < half.share &&
      !half.all_equal()) {
    rule.diagnostics.emplace_back("threshold_of_half_the_tail",
                                  threshold_of(half, fit_pareto(half.excesses).tail, target));
  }
  if (std::isnan(fit.shape_error)) {
    rule.caveats.push_back(
        fmt::format("The fitted tail ends abruptly (shape {:.2g}): its error is not known, and a "
                    "part beyond its end is flagged however rarely that should happen.",
                    fit.tail.shape));
  }
  const auto n = static_cast<double>(sorted.size());
  if (target * (n + 1.0) < 1.0) {
    rule.caveats.push_back(fmt::format(
        "The target lies beyond the data: {} do not show one false alarm at {}. The threshold is "
        "an extrapolation that they cannot certify.",
        held_out_text(rule.good_count), percent_text(target)));
  }
}

void check_options(const ParetoOptions& options) {
  require_share("tail_share", options.tail_share,
                "0.1 means that the tail is fitted to the tenth of scores that are largest");
  if (options.fewest_exceedances < 10) {
    throw Error(ErrorKind::kConfig,
                fmt::format("fewest_exceedances: {} is less than 10, from which no tail can be "
                            "estimated; 30 is usual",
                            options.fewest_exceedances));
  }
}

}  // namespace

ThresholdRule pareto_rule(std::span<const double> good, double target_fpr,
                          const ParetoOptions& options) {
  require_target_fpr(target_fpr);
  check_options(options);
  require_finite(good, "held-out good score");
  ThresholdRule rule;
  rule.name = "pareto_tail";
  rule.good_count = std::ssize(good);
  rule.promise.target_fpr = target_fpr;
  const std::int64_t wanted = std::max<std::int64_t>(
      options.fewest_exceedances,
      std::llround(options.tail_share * static_cast<double>(rule.good_count)));
  if (4 * options.fewest_exceedances > rule.good_count || wanted >= rule.good_count) {
    rule.unavailable_reason = fmt::format(
        "{} are too few to fit a tail: {} exceedances are needed, of at least {} good parts.",
        held_out_text(rule.good_count), options.fewest_exceedances, 4 * options.fewest_exceedances);
    return rule;
  }
  std::vector<double> sorted(good.begin(), good.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const Tail tail = tail_of(sorted, static_cast<std::size_t>(wanted));
  rule.unavailable_reason = why_not(sorted, tail, target_fpr, options);
  if (!rule.unavailable_reason.empty()) {
    return rule;
  }
  const ParetoFit fit = fit_pareto(tail.excesses);
  rule.available = true;
  rule.threshold = threshold_of(tail, fit.tail, target_fpr);
  RulePromise& promise = rule.promise;
  promise.basis = "if the tail is generalized Pareto; approximate";
  promise.expected_fpr = target_fpr;
  promise.fpr_law = RateLaw::fixed(target_fpr);
  if (!std::isnan(fit.shape_error)) {
    const double error = log_rate_error(tail, fit, rule.threshold - tail.start);
    promise.fpr_upper_95 = std::min(1.0, target_fpr * std::exp(kNormal95 * error));
  }
  promise.sentence = fmt::format(
      "If good scores above {} have a generalized Pareto tail (shape {:.2g} from {} of them), {} "
      "of "
      "good parts are flagged{}; if not, it promises nothing.",
      score_text(tail.start), fit.tail.shape, tail.excesses.size(), percent_text(target_fpr),
      std::isnan(promise.fpr_upper_95) ? std::string()
                                       : fmt::format(", at most about {} with 95 % confidence",
                                                     bound_text(promise.fpr_upper_95)));
  diagnose(rule, sorted, tail, fit, options);
  return rule;
}

}  // namespace goodparts
