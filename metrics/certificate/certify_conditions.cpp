#include <algorithm>

#include "metrics/certificate/certificate_evidence.h"
#include "metrics/certificate/parts_needed.h"
#include "metrics/intervals.h"
#include "metrics/rules/tails.h"
#include "metrics/uncertainty/holm.h"

namespace goodparts {
namespace {

ConditionCertificate one_level(const ConditionRate& rate, std::int64_t levels,
                               const CertificateOptions& options) {
  const double shared = 1.0 - (1.0 - options.confidence) / static_cast<double>(levels);
  const std::int64_t flagged = rate.false_positive_rate.count;
  const std::int64_t good = rate.false_positive_rate.total;
  ConditionCertificate result;
  result.condition = rate.condition;
  result.level = rate.level;
  result.false_alarms = flagged;
  result.good = good;
  result.value = static_cast<double>(flagged) / static_cast<double>(good);
  result.fpr_upper = clopper_pearson_upper(flagged, good, options.confidence);
  result.fpr_upper_simultaneous = clopper_pearson_upper(flagged, good, shared);
  result.further_needed = further_good_parts(options.target_fpr, flagged, good, shared);
  return result;
}

}  // namespace

std::vector<ConditionCertificate> certify_conditions(const std::vector<ConditionRate>& conditions,
                                                     const CertificateOptions& options) {
  std::vector<ConditionRate> seen;
  std::copy_if(conditions.begin(), conditions.end(), std::back_inserter(seen),
               [](const ConditionRate& rate) { return rate.false_positive_rate.total > 0; });
  std::vector<ConditionCertificate> results;
  std::vector<double> p_above;  // of "FPR > target": small speaks for the promise
  std::vector<double> p_below;
  for (const ConditionRate& rate : seen) {
    results.push_back(one_level(rate, std::ssize(seen), options));
    const ConditionCertificate& level = results.back();
    p_above.push_back(binomial_at_most(level.false_alarms, level.good, options.target_fpr));
    p_below.push_back(binomial_at_least(level.false_alarms, level.good, options.target_fpr));
  }
  p_above = holm_adjust(p_above);
  p_below = holm_adjust(p_below);
  // 1 − 0.95 is a little more than 0.05 in doubles.
  const double level = (1.0 - options.confidence) * (1.0 - 1e-12);
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].p_holm = p_above[i];
    results[i].certified = p_above[i] <= level;
    results[i].refuted = p_below[i] <= level;
  }
  std::stable_sort(results.begin(), results.end(), [](const auto& a, const auto& b) {
    return a.value != b.value ? a.value > b.value : a.good > b.good;
  });
  return results;
}

}  // namespace goodparts
