#include "metrics/findings/sample_conventions.h"

#include <algorithm>
#include <cmath>

#include "metrics/ranking.h"

namespace goodparts {
namespace {

// Area under straight lines between the points of the precision–recall curve, from (0, 1).
double trapezoid_pr_auc(const Ranking& ranking) {
  if (!ranking.defined()) {
    return kUndefined;
  }
  const auto positives = static_cast<double>(ranking.anomalous);
  double area = 0.0;
  double last_recall = 0.0;
  double last_precision = 1.0;
  for (std::size_t v = 1; v < ranking.vertices(); ++v) {
    const auto tp = static_cast<double>(ranking.tp(v));
    const double recall = tp / positives;
    const double precision = tp / (tp + static_cast<double>(ranking.fp(v)));
    area += 0.5 * (recall - last_recall) * (precision + last_precision);
    last_recall = recall;
    last_precision = precision;
  }
  return area;
}

// On the straight lines between the points of the ROC curve.
double interpolated_fpr(const Ranking& ranking, double recall) {
  if (!ranking.defined()) {
    return kUndefined;
  }
  const auto positives = static_cast<double>(ranking.anomalous);
  const auto negatives = static_cast<double>(ranking.good);
  for (std::size_t v = 1; v < ranking.vertices(); ++v) {
    const double before = static_cast<double>(ranking.tp(v - 1)) / positives;
    const double after = static_cast<double>(ranking.tp(v)) / positives;
    if (after >= recall) {
      const double part = (recall - before) / (after - before);
      return (static_cast<double>(ranking.fp(v - 1)) +
              part * static_cast<double>(ranking.fp(v) - ranking.fp(v - 1))) /
             negatives;
    }
  }
  return 1.0;
}

double auroc_of(const UnitScores& scores, const std::vector<double>& changed) {
  return auroc(rank_samples(changed, scores.labels));
}

// (score − threshold) / (highest − lowest) + 1/2 of held-out scores, cut off at 0 and 1.
double clamped_auroc(const UnitScores& scores, double threshold) {
  if (scores.calibration.empty() || std::isnan(threshold)) {
    return kUndefined;
  }
  const auto [low, high] =
      std::minmax_element(scores.calibration.begin(), scores.calibration.end());
  if (*low == *high) {
    return kUndefined;
  }
  std::vector<double> changed;
  for (const double score : scores.test) {
    changed.push_back(std::clamp((score - threshold) / (*high - *low) + 0.5, 0.0, 1.0));
  }
  return auroc_of(scores, changed);
}

double eight_bit_auroc(const UnitScores& scores) {
  if (scores.test.empty()) {
    return kUndefined;
  }
  const auto [low, high] = std::minmax_element(scores.test.begin(), scores.test.end());
  std::vector<double> changed;
  for (const double score : scores.test) {
    changed.push_back(*low == *high ? 0.0 : std::round(255.0 * (score - *low) / (*high - *low)));
  }
  return auroc_of(scores, changed);
}

}  // namespace

std::vector<ConventionValue> sample_conventions(const UnitScores& scores, double threshold) {
  const Ranking ranking = rank_samples(scores.test, scores.labels);
  return {
      {"AUROC", "raw", auroc(ranking), true, "of the scores as they are, ties counting half",
       "Mann & Whitney 1947; scikit-learn roc_auc_score"},
      {"AUROC", "clamped", clamped_auroc(scores, threshold), false,
       "after min–max normalisation around the threshold by held-out scores, cut off at 0 and 1: "
       "what is cut off ties",
       "anomalib's normalisation, where metrics are computed after it"},
      {"AUROC", "8 bit", eight_bit_auroc(scores), false,
       "of scores rounded to 256 levels between the lowest and the highest test score",
       "scores read back from pictures"},
      {"average precision", "step", average_precision(ranking), true, "Σ (Rᵢ − Rᵢ₋₁) Pᵢ",
       "scikit-learn average_precision_score"},
      {"average precision", "trapezoid", trapezoid_pr_auc(ranking), false,
       "straight lines between the points of the curve, which no threshold reaches",
       "auc(recall, precision); too optimistic: Davis & Goadrich 2006"},
      {"F1-max", "", best_f1(ranking).value, true, "of all thresholds: an oracle", ""},
      {"FPR at 95 % recall", "reached", fpr_at_recall(ranking, 0.95), true,
       "of the strictest threshold that reaches the recall", ""},
      {"FPR at 95 % recall", "interpolated", interpolated_fpr(ranking, 0.95), false,
       "on straight lines between points of the ROC curve, which no threshold reaches",
       "numpy.interp over roc_curve"}};
}

}  // namespace goodparts
