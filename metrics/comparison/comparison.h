// Several detectors on the same test parts: which is best, by how much, and which of the others the
// data cannot tell from it.
//
// Within a unit by AUROC (paired DeLong) and average precision (paired bootstrap, groups drawn
// whole), Holm-adjusted over detectors; the thresholds that held-out good parts set are compared by
// McNemar's exact test. Over units by Wilcoxon's signed-rank test and by Friedman's with Nemenyi's
// critical difference. See uncertainty/ for the methods.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/score_table.h"
#include "metrics/uncertainty/best_set.h"
#include "metrics/uncertainty/friedman.h"
#include "metrics/uncertainty/mcnemar.h"

namespace goodparts {

struct DetectorScores {
  std::string name;
  ScoreTable table;
};

struct ComparisonOptions {
  double target_fpr = 0.05;  // of the thresholds
  double level = 0.05;       // of the tests
  std::int64_t bootstrap = 2000;
};

struct ThresholdComparison {  // with the best detector by AUROC
  bool available = false;     // both have a threshold
  FlagComparison flags;       // first: this detector, second: the best
};

struct UnitComparison {
  std::string unit;
  std::int64_t good = 0;
  std::int64_t anomalous = 0;
  BestSet by_auroc;
  BestSet by_average_precision;
  std::vector<ThresholdComparison> thresholds;  // in the order of detectors
};

struct Comparison {
  std::vector<std::string> detectors;
  std::vector<UnitComparison> units;
  std::optional<BestSet> over_units;  // of AUROC; two units or more
  std::optional<FriedmanResult> friedman;
};

// Parts are matched by unit and id; only labelled test parts count. Throws Error(kData) naming a
// part or unit that one detector has and another has not, or that they label differently;
// Error(kConfig) with fewer than two detectors or two of one name; Error(kInterrupted).
Comparison compare_detectors(const Context& context, const std::vector<DetectorScores>& detectors,
                             const ComparisonOptions& options);

}  // namespace goodparts
