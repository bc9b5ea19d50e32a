// What a reader must know to read an evaluation rightly.
#pragma once

#include <string>
#include <vector>

#include "metrics/unit_evaluation.h"

namespace goodparts {

// The conventions used, over how many units each mean runs, and what was left out.
std::vector<std::string> evaluation_notes(const ScoreTable& table,
                                          const std::vector<UnitRows>& rows,
                                          const Evaluation& evaluation);

}  // namespace goodparts
