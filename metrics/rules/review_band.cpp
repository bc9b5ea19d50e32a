#include "metrics/rules/review_band.h"

#include <fmt/format.h>

#include "kernels/base/error.h"
#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/labelled_rules.h"
#include "metrics/rules/words.h"
#include "metrics/sweep.h"

namespace goodparts {
namespace {

constexpr const char* kPrevalence = "0.01 means that 1 of 100 parts in production is anomalous";

ReviewZone zone(const Ranking& ranking, std::int64_t good, std::int64_t anomalous,
                double prevalence) {
  ReviewZone zone{make_rate(good, ranking.good), make_rate(anomalous, ranking.anomalous), 0.0};
  zone.share = prevalence * zone.anomalous.value + (1.0 - prevalence) * zone.good.value;
  return zone;
}

ThresholdRule upper_rule(const Ranking& ranking, const ReviewRequirements& requirements,
                         LabelSource source) {
  std::optional<ThresholdRule> by_fpr;
  std::optional<ThresholdRule> by_precision;
  if (requirements.max_fpr) {
    by_fpr = max_recall_rule(ranking, *requirements.max_fpr, source);
  }
  if (requirements.min_precision) {
    by_precision =
        precision_rule(ranking, *requirements.min_precision, requirements.prevalence, source);
  }
  if (!by_fpr && !by_precision) {
    throw Error(ErrorKind::kConfig,
                "review band: neither max_fpr nor min_precision is given; one of them says how "
                "sure the detector must be to fail a part without a look");
  }
  if (!by_precision) {
    return *by_fpr;
  }
  const bool stricter =
      !by_fpr || !by_precision->available || by_precision->threshold >= by_fpr->threshold;
  return stricter ? *by_precision : *by_fpr;
}

}  // namespace

ReviewZones review_zones(const Ranking& ranking, double lower, double upper, double prevalence) {
  require_share("prevalence", prevalence, kPrevalence);
  if (!(lower <= upper)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("review band: the lower threshold {} is not at most the upper one {}",
                            lower, upper));
  }
  const OperatingPoint not_passed = operating_point(ranking, lower);
  const OperatingPoint failed = operating_point(ranking, upper);
  return {
      zone(ranking, not_passed.tn, not_passed.fn, prevalence),
      zone(ranking, not_passed.fp - failed.fp, not_passed.tp - failed.tp, prevalence),
      zone(ranking, failed.fp, failed.tp, prevalence),
  };
}

ReviewBand review_band(const Ranking& ranking, const ReviewRequirements& requirements,
                       LabelSource source) {
  require_share("prevalence", requirements.prevalence, kPrevalence);
  ReviewBand band;
  band.lower = min_fpr_rule(ranking, requirements.min_recall, source);
  band.upper = upper_rule(ranking, requirements, source);
  for (const ThresholdRule* rule : {&band.lower, &band.upper}) {
    if (!rule->available) {
      band.unavailable_reason = rule->unavailable_reason;
      return band;
    }
  }
  band.available = true;
  band.empty = band.lower.threshold >= band.upper.threshold;
  const double upper = band.empty ? band.lower.threshold : band.upper.threshold;
  if (band.empty) {
    band.upper = band.lower;
  }
  band.zones = review_zones(ranking, band.lower.threshold, upper, requirements.prevalence);
  band.sentence =
      band.empty
          ? fmt::format("One threshold, {}, meets both requirements: nothing needs a review.",
                        score_text(upper))
          : fmt::format(
                "Pass up to {}, review up to {}, fail above: where {} of parts are "
                "anomalous, {} pass, {} are reviewed and {} fail.",
                score_text(band.lower.threshold), score_text(upper),
                percent_text(requirements.prevalence), percent_text(band.zones.pass.share),
                percent_text(band.zones.review.share), percent_text(band.zones.fail.share));
  return band;
}

}  // namespace goodparts
