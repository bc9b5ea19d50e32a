#include "metrics/findings/unit_scores.h"

namespace goodparts {

UnitScores gather_scores(const ScoreTable& table, const UnitRows& rows) {
  UnitScores scores;
  for (const std::size_t row : rows.calibration) {
    scores.calibration.push_back(table.score[row]);
    scores.calibration_groups.push_back(table.group[row]);
  }
  for (const std::size_t row : rows.test) {
    scores.test.push_back(table.score[row]);
    scores.labels.push_back(table.label[row]);
    scores.groups.push_back(table.group[row]);
    if (table.label[row] == 0) {
      scores.test_good.push_back(table.score[row]);
      scores.test_good_groups.push_back(table.group[row]);
    }
  }
  return scores;
}

}  // namespace goodparts
