// The labelled test parts of several score tables, part by part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/comparison/comparison.h"

namespace goodparts {

struct AlignedUnit {
  std::string unit;
  std::vector<std::int8_t> labels;
  std::vector<std::string> groups;
  std::vector<std::vector<double>> scores;        // [detector], parallel to the labels
  std::vector<std::optional<double>> thresholds;  // [detector]
};

// Throws as compare_detectors() does.
std::vector<AlignedUnit> align_scores(const std::vector<DetectorScores>& detectors,
                                      double target_fpr);

}  // namespace goodparts
