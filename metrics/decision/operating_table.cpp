#include "metrics/decision/operating_table.h"

namespace goodparts {
namespace {

Rate complement(const Rate& rate) {
  return {rate.total - rate.count, rate.total, 1.0 - rate.value, 1.0 - rate.high, 1.0 - rate.low};
}

Spanned scaled(const Spanned& span, double factor) {
  return {span.value * factor, span.low * factor, span.high * factor};
}

// Without prevalence only good parts count, and recall, which may not be defined, must not.
Spanned flagged_share(const Rate& recall, const Rate& fpr,
                      const std::optional<double>& prevalence) {
  if (!prevalence) {
    return {fpr.value, fpr.low, fpr.high};
  }
  const auto mixed = [&](double of_anomalous, double of_good) {
    return *prevalence * of_anomalous + (1.0 - *prevalence) * of_good;
  };
  return {mixed(recall.value, fpr.value), mixed(recall.low, fpr.low), mixed(recall.high, fpr.high)};
}

}  // namespace

OperatingRow operating_row(const CandidateThreshold& candidate, const Requirements& line) {
  OperatingRow row;
  row.rule = candidate.rule;
  row.oracle = candidate.oracle;
  row.threshold = candidate.at.threshold;
  row.overkill = candidate.at.false_positive_rate;
  row.escapes = complement(candidate.at.recall);
  if (line.prevalence) {
    row.escaped_ppm =
        scaled({row.escapes.value, row.escapes.low, row.escapes.high}, 1e6 * *line.prevalence);
  }
  if (line.parts_per_shift) {
    row.flags_per_shift = scaled(flagged_share(candidate.at.recall, row.overkill, line.prevalence),
                                 *line.parts_per_shift);
  }
  if (line.parts_per_shift && line.review_seconds_per_flag) {
    row.review_hours = scaled(row.flags_per_shift, *line.review_seconds_per_flag / 3600.0);
  }
  return row;
}

}  // namespace goodparts
