// Metrics of how well scores separate anomalous from good samples, exact and with ties counted as
// ties.
//
// Everything is read off one descending ranking in which samples of equal score are one step.
// Values are NaN where there is no good or no anomalous sample.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/ranking/rank_steps.h"
#include "metrics/evaluation.h"

namespace goodparts {

// A vertex is a state between two steps: vertex 0 flags nothing, vertex i flags steps 0 … i−1, the
// last one flags all.
struct Ranking {
  std::vector<RankStep> steps;  // distinct scores, descending
  std::int64_t anomalous = 0;
  std::int64_t good = 0;

  std::size_t vertices() const { return steps.size() + 1; }
  std::int64_t tp(std::size_t vertex) const { return vertex == 0 ? 0 : steps[vertex - 1].tp; }
  std::int64_t fp(std::size_t vertex) const { return vertex == 0 ? 0 : steps[vertex - 1].fp; }
  // A threshold t such that score > t flags exactly what the vertex flags: halfway between the
  // neighbouring scores, the largest score at vertex 0, just below the smallest score at the last
  // vertex. NaN without samples.
  double threshold(std::size_t vertex) const;
  bool defined() const { return anomalous > 0 && good > 0; }
};

// Scores finite; labels 0 good, 1 anomalous; parallel. The same whatever the device that sorts.
Ranking rank_samples(std::span<const double> scores, std::span<const std::int8_t> labels,
                     Device device = Device::kCpu);

// Area under the ROC curve: the probability that an anomalous sample outscores a good one, ties
// counting half (Mann & Whitney 1947).
double auroc(const Ranking& ranking);

// Σ (Rᵢ − Rᵢ₋₁) Pᵢ over steps, without interpolation: the convention of scikit-learn.
double average_precision(const Ranking& ranking);

struct BestF1 {
  double value = kUndefined;
  double threshold = kUndefined;
};
// The largest F1 of any threshold; of equals the strictest threshold. Tuned on the labels: an
// oracle.
BestF1 best_f1(const Ranking& ranking);

// The smallest false positive rate of a threshold that reaches the recall, without interpolation.
double fpr_at_recall(const Ranking& ranking, double recall);

// All vertices, thinned to at most `max_points`. ROC: x false positive rate, y recall, from (0, 0)
// to (1, 1). Precision–recall: x recall, y precision, from (0, 1) by convention to (1, prevalence).
// Empty where undefined.
std::vector<CurvePoint> roc_curve(const Ranking& ranking, std::int64_t max_points);
std::vector<CurvePoint> precision_recall_curve(const Ranking& ranking, std::int64_t max_points);

}  // namespace goodparts
