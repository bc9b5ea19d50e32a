#include "metrics/comparison/comparison.h"

#include <algorithm>
#include <utility>

#include "metrics/comparison/aligned_scores.h"
#include "metrics/ranking.h"

namespace goodparts {
namespace {

std::vector<ThresholdComparison> compare_thresholds(const AlignedUnit& unit, std::int64_t best) {
  std::vector<ThresholdComparison> result(unit.scores.size());
  if (best < 0 || !unit.thresholds[static_cast<std::size_t>(best)]) {
    return result;
  }
  const auto b = static_cast<std::size_t>(best);
  for (std::size_t i = 0; i < unit.scores.size(); ++i) {
    if (unit.thresholds[i]) {
      result[i] = {true, compare_flags(unit.scores[i], *unit.thresholds[i], unit.scores[b],
                                       *unit.thresholds[b], unit.labels)};
    }
  }
  return result;
}

UnitComparison compare_unit(const Context& context, const AlignedUnit& unit,
                            const ComparisonOptions& options) {
  UnitComparison result;
  result.unit = unit.unit;
  result.anomalous = std::count(unit.labels.begin(), unit.labels.end(), 1);
  result.good = std::ssize(unit.labels) - result.anomalous;
  result.by_auroc = best_by_auroc(unit.scores, unit.labels, options.level);
  const bool grouped = std::any_of(unit.groups.begin(), unit.groups.end(),
                                   [](const std::string& group) { return !group.empty(); });
  BootstrapOptions bootstrap;
  bootstrap.replicates = options.bootstrap;
  result.by_average_precision =
      best_by_bootstrap(context, unit.scores,
                        {unit.labels, grouped ? std::span<const std::string>(unit.groups)
                                              : std::span<const std::string>()},
                        {"sample_ap", average_precision}, true, bootstrap, options.level);
  result.thresholds = compare_thresholds(unit, result.by_auroc.best);
  return result;
}

}  // namespace

Comparison compare_detectors(const Context& context, const std::vector<DetectorScores>& detectors,
                             const ComparisonOptions& options) {
  const std::vector<AlignedUnit> units = align_scores(detectors, options.target_fpr);
  Comparison comparison;
  std::vector<std::vector<double>> values(detectors.size());  // AUROC, [detector][unit]
  for (const DetectorScores& detector : detectors) {
    comparison.detectors.push_back(detector.name);
  }
  Progress progress(context, "compare", std::ssize(units));
  for (const AlignedUnit& unit : units) {
    comparison.units.push_back(compare_unit(context, unit, options));
    for (std::size_t i = 0; i < detectors.size(); ++i) {
      values[i].push_back(comparison.units.back().by_auroc.detectors[i].value);
    }
    progress.advance();
  }
  if (units.size() > 1) {
    comparison.over_units = best_over_categories(values, true, options.level);
    comparison.friedman = friedman(values, true, options.level);
  }
  return comparison;
}

}  // namespace goodparts
