// The rows of each unit in a score table.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metrics/score_table.h"

namespace goodparts {

struct UnitRows {
  std::string name;
  std::vector<std::size_t> calibration;
  std::vector<std::size_t> test;        // labelled
  std::vector<std::size_t> unlabelled;  // of the test split
};

// In the order in which units first occur; rows ascending.
std::vector<UnitRows> split_units(const ScoreTable& table);

}  // namespace goodparts
