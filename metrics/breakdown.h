// Where false positives and misses come from: recall for each kind of defect, false positives for
// each operating condition.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

// The level of every row under one condition.
struct ConditionLevels {
  std::string condition;
  std::vector<std::string> names;   // in the order in which they are reported
  std::vector<std::size_t> of_row;  // index into names, for each row of the table
};

// Categorical conditions: levels in alphabetical order. Numeric ones: terciles of the good test
// samples of the whole table, so that levels mean the same in every unit; the edges are rounded to
// three digits of the range and are the edges that are used; rows beyond the good test samples
// belong to the nearest tercile. Fewer than three levels where values tie. The level "not known"
// comes last, where it occurs.
std::vector<ConditionLevels> condition_levels(const ScoreTable& table);

// Both for the given rows, which are labelled test rows; flagged has an entry for each row of the
// table. Defects in alphabetical order, an anomalous row without a defect name as "not known".
// Levels without good rows are left out.
std::vector<DefectRecall> recall_by_defect(const ScoreTable& table,
                                           std::span<const std::size_t> rows,
                                           std::span<const std::uint8_t> flagged);
std::vector<ConditionRate> fpr_by_condition(const ScoreTable& table,
                                            const std::vector<ConditionLevels>& levels,
                                            std::span<const std::size_t> rows,
                                            std::span<const std::uint8_t> flagged);

}  // namespace goodparts
