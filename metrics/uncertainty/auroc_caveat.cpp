#include "metrics/uncertainty/auroc_caveat.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "metrics/uncertainty/separated_auroc.h"

namespace goodparts {
namespace {

std::string few_samples(std::int64_t good, std::int64_t anomalous) {
  return fmt::format(
      "Only {} good and {} anomalous samples: with fewer than {} in a class, intervals that "
      "promise "
      "95 % held 92 to 98 % of the time in simulations.",
      good, anomalous, kFewSamples);
}

std::string separate(const AurocEstimate& estimate) {
  const double low = separated_auroc_low(estimate.good, estimate.anomalous, estimate.confidence);
  const bool one = estimate.value == 1.0;
  return fmt::format(
      "The classes do not overlap in these samples, where DeLong's interval is a point; Newcombe's "
      "(2006, method 5) is given. Without assumptions on the scores they show only an AUROC {} "
      "{:.3f}.",
      one ? "of at least" : "of at most", one ? low : 1.0 - low);
}

}  // namespace

std::int64_t overlapping_samples(const Placements& placed) {
  const auto& anomalous = placed.anomalous;
  const double total = std::accumulate(anomalous.begin(), anomalous.end(), 0.0);
  const double clear = 2.0 * total >= static_cast<double>(anomalous.size()) ? 1.0 : 0.0;
  const auto overlapping = [clear](const std::vector<double>& values) {
    return std::ssize(values) - std::count(values.begin(), values.end(), clear);
  };
  return std::min(overlapping(placed.good), overlapping(anomalous));
}

std::string auroc_caveat(const AurocEstimate& estimate, std::int64_t overlapping) {
  const std::int64_t fewest = std::min(estimate.good, estimate.anomalous);
  if (fewest == 0) {
    return kNoAuroc;
  }
  if (fewest == 1) {
    return kNoAurocInterval;
  }
  if (estimate.standard_error == 0.0) {
    return overlapping == 0 ? separate(estimate)
                            : "No interval of the AUROC: all samples have the same score.";
  }
  if (fewest < kFewSamples) {
    return few_samples(estimate.good, estimate.anomalous);
  }
  if (overlapping < kFewOverlapping) {
    return fmt::format(
        "The interval of the AUROC rests on few samples: {} of a class overlap with the other. "
        "Near "
        "1, intervals that promise 95 % held 92 to 98 % of the time in simulations.",
        overlapping);
  }
  return "";
}

std::string comparison_caveat(std::int64_t good, std::int64_t anomalous, std::int64_t overlapping) {
  if (std::min(good, anomalous) < kFewSamples) {
    return few_samples(good, anomalous);
  }
  if (overlapping < kFewOverlapping) {
    return fmt::format(
        "The comparison of the AUROCs rests on few samples: the detectors differ about the place "
        "of "
        "{} of a class.",
        overlapping);
  }
  return "";
}

}  // namespace goodparts
