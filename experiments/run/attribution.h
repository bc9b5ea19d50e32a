// Which features made a sample anomalous, for people: the shares of the strongest ones.
//
// A method explains a sample by a number for each feature (Detector::explain). Here they become
// shares: with windows, the numbers of one sensor are summed over the window's rows; what is
// negative (the feature makes the sample look more ordinary) counts nothing; the rest is divided by
// its sum. Shares compare features within one sample, not samples with each other.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "kernels/base/context.h"
#include "methods/detector.h"
#include "metrics/evaluation.h"

namespace goodparts {

inline constexpr std::size_t kTopFeatures = 5;
inline constexpr std::int64_t kAlwaysExplained = 20;

struct FeatureShare {
  std::string feature;
  double share = 0.0;
};

// The strongest features first, at most `count`, none without a share. `names` are the source's
// feature names, oldest row of the window first (empty: features are called #1, #2, …).
std::vector<FeatureShare> strongest_features(std::span<const float> explanation,
                                             const std::vector<std::string>& names,
                                             std::int64_t window, std::size_t count);

// "pressure 0.61; current 0.22"
std::string to_text(const std::vector<FeatureShare>& features);

// The strongest features of the samples, explained in blocks; empty where the method cannot
// explain.
std::vector<std::vector<FeatureShare>> explain_samples(const Context& context,
                                                       const Detector& detector,
                                                       const SampleSource& source,
                                                       std::span<const std::int64_t> indices,
                                                       std::int64_t window, std::size_t count);

struct ScoredSample {
  std::int64_t index = 0;
  double score = 0.0;
};

// Which samples of a unit are worth explaining, highest score first: those above the threshold and
// in any case the kAlwaysExplained highest, but no more than `limit`.
std::vector<ScoredSample> worth_explaining(std::vector<ScoredSample> samples,
                                           const ThresholdChoice& choice, std::int64_t limit);

// attribution.csv, one line a sample: unit, id, label, defect, score, verdict, then feature_1,
// share_1, … feature_5, share_5.
class AttributionTable {
 public:
  AttributionTable();
  void add(const std::string& unit, const std::string& id, const Labels& labels,
           const ScoredSample& sample, const ThresholdChoice& choice,
           const std::vector<FeatureShare>& features);
  const std::string& csv() const { return csv_; }

 private:
  std::string csv_;
};

// "flagged", "passed", or "no_threshold".
std::string verdict(const ThresholdChoice& choice, double score);

}  // namespace goodparts
