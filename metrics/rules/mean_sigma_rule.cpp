#include "metrics/rules/mean_sigma_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cassert>
#include <cmath>
#include <numbers>

#include "kernels/base/error.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/normality.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

constexpr double kSignificant = 0.05;

double normal_above(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

// P(x̄ + k s >= μ + z σ) = E Φ(√n (k s/σ − z)) over s²/σ² ~ χ²/(n − 1): the noncentral t
// distribution, as an integral that is as exact for 100,000 parts as for three.
double probability_of_reaching(double z, double k, double n) {
  const boost::math::chi_squared law(n - 1.0);
  const auto integrand = [&](double ratio) {  // s/σ
    const double x = (n - 1.0) * ratio * ratio;
    const double density = boost::math::pdf(law, x) * 2.0 * (n - 1.0) * ratio;
    return density * normal_above(-std::sqrt(n) * (k * ratio - z));
  };
  const double low = std::sqrt(boost::math::quantile(law, 1e-14) / (n - 1.0));
  const double high =
      std::sqrt(boost::math::quantile(boost::math::complement(law, 1e-14)) / (n - 1.0));
  constexpr int kPieces = 16;
  double total = 0.0;
  for (int i = 0; i < kPieces; ++i) {
    const double from = std::lerp(low, high, static_cast<double>(i) / kPieces);
    const double to = std::lerp(low, high, static_cast<double>(i + 1) / kPieces);
    total += boost::math::quadrature::gauss<double, 20>::integrate(integrand, from, to);
  }
  return total;
}

void diagnose(ThresholdRule& rule, std::span<const double> good, const Moments& about) {
  const auto n = static_cast<double>(good.size());
  const auto above =
      std::count_if(good.begin(), good.end(), [&](double score) { return score > rule.threshold; });
  rule.diagnostics = {{"mean", about.mean},
                      {"deviation", about.deviation},
                      {"skewness", about.skewness},
                      {"held_out_above", static_cast<double>(above)},
                      {"held_out_above_if_normal", n * rule.promise.expected_fpr}};
  if (good.size() < kFewestForNormality) {
    rule.caveats.push_back(fmt::format("{} are too few to see whether the scores are normal.",
                                       held_out_text(rule.good_count)));
    return;
  }
  const NormalityTest test = test_normality(good);
  rule.diagnostics.emplace_back("anderson_darling", test.statistic);
  rule.diagnostics.emplace_back("anderson_darling_p", test.p_value);
  if (test.p_value < kSignificant) {
    rule.caveats.push_back(fmt::format(
        "The held-out scores are not normal (Anderson–Darling A² = {:.3g}, p {}, "
        "skewness {:.2g}): the promised numbers do not hold.",
        test.statistic, test.p_value < 0.001 ? "< 0.001" : fmt::format("= {:.2g}", test.p_value),
        about.skewness));
  }
}

}  // namespace

double mean_sigma_fpr_bound(double k, std::int64_t good_count, double probability) {
  assert(good_count >= 2 && probability > 0.0 && probability < 1.0);
  const auto n = static_cast<double>(good_count);
  double low = -40.0;  // reached for certain
  double high = 40.0 + k * 40.0;
  for (int i = 0; i < 200 && high - low > 1e-12; ++i) {
    const double middle = 0.5 * (low + high);
    (probability_of_reaching(middle, k, n) >= probability ? low : high) = middle;
  }
  return normal_above(low);
}

ThresholdRule mean_sigma_rule(std::span<const double> good, double k) {
  if (!(k > 0.0 && std::isfinite(k))) {
    throw Error(ErrorKind::kConfig,
                fmt::format("k: {} is not above 0; 3 means the mean plus three deviations", k));
  }
  require_finite(good, "held-out good score");
  ThresholdRule rule;
  rule.name = "mean_sigma";
  rule.good_count = std::ssize(good);
  if (good.size() < 3) {
    rule.unavailable_reason =
        fmt::format("{} give no standard deviation to build on: hold out at least 3.",
                    held_out_text(rule.good_count));
    return rule;
  }
  const Moments about = moments(good);
  if (std::equal(good.begin() + 1, good.end(), good.begin())) {
    rule.unavailable_reason =
        fmt::format("All {} held-out good scores are equal: there is no spread.", rule.good_count);
    return rule;
  }
  const auto n = static_cast<double>(rule.good_count);
  rule.available = true;
  rule.threshold = about.mean + k * about.deviation;
  rule.promise.basis = "if the scores of good parts are normal";
  rule.promise.expected_fpr = boost::math::cdf(
      boost::math::complement(boost::math::students_t(n - 1.0), k / std::sqrt(1.0 + 1.0 / n)));
  rule.promise.fpr_upper_95 = mean_sigma_fpr_bound(k, rule.good_count);
  rule.promise.fpr_law = RateLaw::fixed(rule.promise.expected_fpr);
  rule.promise.sentence = fmt::format(
      "If the scores of good parts are normal, mean + {:.3g} σ of {} flags {} of good parts on "
      "average and at most {} with 95 % confidence; if not, it promises nothing.",
      k, held_out_text(rule.good_count), percent_text(rule.promise.expected_fpr),
      bound_text(rule.promise.fpr_upper_95));
  diagnose(rule, good, about);
  return rule;
}

}  // namespace goodparts
