// The evaluation of one unit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/breakdown.h"
#include "metrics/evaluation.h"
#include "metrics/unit_rows.h"

namespace goodparts {

struct UnitInputs {
  const ScoreTable& table;
  const UnitRows& rows;
  const std::vector<ConditionLevels>& levels;
  const TestMaps* maps = nullptr;  // null: none
};

// Marks in `flagged` (an entry for each row of the table) the test rows above the chosen threshold.
// Throws what pixel_metrics() and choose_threshold() throw, naming the unit where it is about maps.
UnitEvaluation evaluate_unit(const UnitInputs& inputs, const EvaluationOptions& options,
                             std::vector<std::uint8_t>& flagged);

}  // namespace goodparts
