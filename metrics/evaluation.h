// What a score file says: metrics, thresholds and false positives, with their uncertainty.
//
// A threshold flags a sample when score > threshold. Rates carry 95 % two-sided Clopper–Pearson
// intervals (Clopper & Pearson 1934). NaN stands for "not defined here" (no anomalous sample, no
// held-out good parts) and is written as null.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/score_table.h"

namespace goodparts {

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

struct Rate {
  std::int64_t count = 0;
  std::int64_t total = 0;
  double value = kUndefined;  // count / total
  double low = 0.0;           // 95 % interval; [0, 1] where total is 0
  double high = 1.0;
};

// Counts of one threshold on labelled test samples. Escapes are false negatives, overkill is false
// positives.
struct OperatingPoint {
  double threshold = kUndefined;
  std::int64_t tp = 0;
  std::int64_t fp = 0;
  std::int64_t tn = 0;
  std::int64_t fn = 0;
  Rate recall;               // tp / (tp + fn)
  Rate false_positive_rate;  // fp / (fp + tn)
  Rate precision;            // tp / (tp + fp)
};

// A threshold chosen from held-out good scores alone; where there are none (good_count 0), the
// method's own control limit.
struct ThresholdChoice {
  bool available = false;
  std::string rule;  // "k-th largest of n held-out good scores", "control limit of the method, …"
  double target_fpr = kUndefined;
  double threshold = kUndefined;
  std::int64_t good_count = 0;       // n
  std::int64_t rank = 0;             // k
  double expected_fpr = kUndefined;  // k / (n + 1)
  double fpr_upper_95 = kUndefined;  // one-sided 95 % bound from Beta(k, n + 1 − k)
  std::int64_t good_needed = 0;      // good parts needed to promise the target with 95 % confidence
  std::string note;                  // what the reader must know, in a sentence
};

struct DefectRecall {
  std::string defect;
  Rate recall;
};

struct SizedDefect {  // an anomalous test image with a mask
  std::string defect;
  double area = 0.0;  // of its mask, in pixels
  bool flagged = false;
};

struct ConditionRate {  // false positives of good test samples under one condition
  std::string condition;
  std::string level;  // "night", or "[20, 35)" for a tercile of a numeric condition
  Rate false_positive_rate;
};

struct Histogram {            // equal-width bins over the range of all scores of a unit
  std::vector<double> edges;  // bins + 1
  std::vector<std::int64_t> calibration;
  std::vector<std::int64_t> good;
  std::vector<std::int64_t> anomalous;
};

struct CurvePoint {
  double x = 0.0;
  double y = 0.0;
  double threshold = 0.0;
};

using NamedValues = std::vector<std::pair<std::string, double>>;

struct UnitEvaluation {
  std::string name;
  std::int64_t good = 0;  // test samples
  std::int64_t anomalous = 0;
  std::int64_t calibration = 0;  // held-out good samples
  NamedValues metrics;
  ThresholdChoice choice;
  OperatingPoint at_choice;                  // on test; meaningful where choice.available
  OperatingPoint oracle_f1;                  // threshold tuned on the test labels: an oracle
  std::vector<DefectRecall> defects;         // at_choice
  std::vector<ConditionRate> conditions;     // at_choice
  std::vector<SizedDefect> sized_defects;    // at_choice
  std::vector<OperatingPoint> sweep;         // descending thresholds, about 100 rows
  std::vector<CurvePoint> roc;               // x FPR, y recall
  std::vector<CurvePoint> precision_recall;  // x recall, y precision
  std::vector<CurvePoint> pro;               // x pixel FPR, y PRO up to 0.30; empty without maps
  Histogram histogram;
};

struct Evaluation {
  NamedValues metrics;       // means over units (of those where the metric is defined)
  bool has_choice = false;   // every unit has a threshold
  OperatingPoint at_choice;  // counts pooled over units; threshold is NaN with several units
  std::vector<DefectRecall> defects;
  std::vector<ConditionRate> conditions;
  std::vector<UnitEvaluation> units;
  std::vector<std::string> notes;  // conventions used and what was left out
};

struct EvaluationOptions {
  double target_fpr = 0.05;
  std::int64_t sweep_points = 100;
  std::int64_t histogram_bins = 60;
  std::int64_t curve_points = 400;  // at most, per curve; metrics use every sample
  int threads = 1;                  // no result depends on them,
  Device device = Device::kCpu;     // nor on where scores are sorted
};

// `pixels(unit)` gives the maps of a unit, or null where it has none.
using PixelSources = std::function<std::unique_ptr<TestMaps>(const std::string& unit)>;

// Throws Error(kData) for scores that are not finite (naming the sample) or tables without samples.
Evaluation evaluate(const ScoreTable& table, const PixelSources& pixels,
                    const EvaluationOptions& options);

}  // namespace goodparts
