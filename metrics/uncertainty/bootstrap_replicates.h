// Metrics of one or several detectors on the same bootstrap replicates of their samples.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/ranking.h"
#include "metrics/uncertainty/replicates.h"

namespace goodparts {

struct RankingMetric {
  std::string name;
  std::function<double(const Ranking&)> value;  // NaN where it is not defined
  std::string caveat{};  // what its intervals always need said, in a sentence
};

// AUROC, AP, F1-max and FPR at 95 % recall, named as in metric_names.h.
std::vector<RankingMetric> sample_ranking_metrics();

struct LabelledSamples {
  std::span<const std::int8_t> labels;    // 0 good, 1 anomalous
  std::span<const std::string> groups{};  // empty, or parallel to the labels (resampling.h)
};

// [detector][metric]. scores: of each detector, parallel to the labels, finite. All detectors get
// the same draws (make_replicates()). O(n) for a replicate. Throws Error(kInterrupted).
std::vector<std::vector<MetricReplicates>> bootstrap_replicates(
    const Context& context, std::span<const std::vector<double>> scores,
    const LabelledSamples& samples, std::span<const RankingMetric> metrics,
    std::int64_t replicates);

}  // namespace goodparts
