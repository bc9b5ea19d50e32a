#include "metrics/uncertainty/delong.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "metrics/ranking.h"
#include "metrics/uncertainty/auroc_caveat.h"
#include "metrics/uncertainty/normal.h"
#include "metrics/uncertainty/placements.h"
#include "metrics/uncertainty/separated_auroc.h"

namespace goodparts {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Of the means of both.
double covariance_of_means(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean_a) * (b[i] - mean_b);
  }
  const auto n = static_cast<double>(a.size());
  return sum / (n - 1.0) / n;
}

double covariance(const Placements& a, const Placements& b) {
  return covariance_of_means(a.good, b.good) + covariance_of_means(a.anomalous, b.anomalous);
}

std::vector<double> minus(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> result(a.size());
  std::transform(a.begin(), a.end(), b.begin(), result.begin(), std::minus<>());
  return result;
}

std::int64_t not_zero(const std::vector<double>& values) {
  return std::ssize(values) - std::count(values.begin(), values.end(), 0.0);
}

std::int64_t count_anomalous(std::span<const std::int8_t> labels) {
  return std::count(labels.begin(), labels.end(), std::int8_t{1});
}

Interval around(double value, double standard_error, double z, AurocScale scale) {
  if (scale == AurocScale::kPlain) {
    return {std::max(0.0, value - z * standard_error), std::min(1.0, value + z * standard_error)};
  }
  const double logit = std::log(value / (1.0 - value));
  const double width = z * standard_error / (value * (1.0 - value));
  return {1.0 / (1.0 + std::exp(width - logit)), 1.0 / (1.0 + std::exp(-width - logit))};
}

void add_interval(AurocEstimate& estimate, AurocScale scale) {
  if (estimate.value == 0.0 || estimate.value == 1.0) {
    const Interval interval =
        newcombe_auroc(estimate.value, estimate.good, estimate.anomalous, estimate.confidence);
    estimate.low = interval.low;
    estimate.high = interval.high;
    estimate.method = "Newcombe 2006, method 5";
    return;
  }
  if (estimate.standard_error == 0.0) {
    return;
  }
  const Interval interval = around(estimate.value, estimate.standard_error,
                                   normal_quantile_two_sided(estimate.confidence), scale);
  estimate.low = interval.low;
  estimate.high = interval.high;
  estimate.method = scale == AurocScale::kPlain ? "DeLong" : "DeLong, logit";
}

}  // namespace

AurocEstimate delong_auroc(std::span<const double> scores, std::span<const std::int8_t> labels,
                           double confidence, AurocScale scale) {
  assert(scores.size() == labels.size());
  AurocEstimate estimate;
  estimate.confidence = confidence;
  estimate.anomalous = count_anomalous(labels);
  estimate.good = std::ssize(labels) - estimate.anomalous;
  std::int64_t overlapping = 0;
  if (std::min(estimate.good, estimate.anomalous) > 0) {
    const Placements placed = placements(scores, labels);
    estimate.value = auroc(rank_samples(scores, labels));
    overlapping = overlapping_samples(placed);
    if (std::min(estimate.good, estimate.anomalous) > 1) {
      estimate.standard_error = std::sqrt(covariance(placed, placed));
      add_interval(estimate, scale);
    }
  }
  estimate.caveat = auroc_caveat(estimate, overlapping);
  return estimate;
}

AurocComparison delong_compare(std::span<const double> first, std::span<const double> second,
                               std::span<const std::int8_t> labels, double confidence) {
  assert(first.size() == labels.size() && second.size() == labels.size());
  AurocComparison result;
  const std::int64_t anomalous = count_anomalous(labels);
  const std::int64_t good = std::ssize(labels) - anomalous;
  if (std::min(good, anomalous) < 1) {
    result.caveat = kNoAuroc;
    return result;
  }
  const Placements a = placements(first, labels);
  const Placements b = placements(second, labels);
  result.first = auroc(rank_samples(first, labels));
  result.second = auroc(rank_samples(second, labels));
  result.difference = result.first - result.second;
  if (std::min(good, anomalous) < 2) {
    result.caveat = kNoAurocInterval;
    return result;
  }
  result.covariance = covariance(a, b);
  const Placements change{minus(a.good, b.good), minus(a.anomalous, b.anomalous)};
  result.standard_error = std::sqrt(covariance(change, change));
  if (result.standard_error == 0.0) {
    result.p = result.difference == 0.0 ? 1.0 : kUndefined;
    result.caveat =
        "No interval of the difference: all samples of a class move alike from one detector to the "
        "other.";
    return result;
  }
  const double width = normal_quantile_two_sided(confidence) * result.standard_error;
  result.low = result.difference - width;
  result.high = result.difference + width;
  result.z = result.difference / result.standard_error;
  result.p = normal_p_two_sided(result.z);
  result.caveat = comparison_caveat(good, anomalous,
                                    std::min(not_zero(change.good), not_zero(change.anomalous)));
  return result;
}

}  // namespace goodparts
