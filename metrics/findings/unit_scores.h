// The scores of one unit by what they are good for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/unit_rows.h"

namespace goodparts {

struct UnitScores {
  std::vector<double> calibration;  // held-out good
  std::vector<std::string> calibration_groups;
  std::vector<double> test;  // labelled; parallel to labels and groups
  std::vector<std::int8_t> labels;
  std::vector<std::string> groups;
  std::vector<double> test_good;
  std::vector<std::string> test_good_groups;
};

UnitScores gather_scores(const ScoreTable& table, const UnitRows& rows);

}  // namespace goodparts
