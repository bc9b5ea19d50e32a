#include "metrics/unit_rows.h"

#include <map>

namespace goodparts {

std::vector<UnitRows> split_units(const ScoreTable& table) {
  std::vector<UnitRows> units;
  std::map<std::string, std::size_t> known;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const auto [at, is_new] = known.emplace(table.unit[row], units.size());
    if (is_new) {
      units.push_back({table.unit[row], {}, {}, {}});
    }
    UnitRows& unit = units[at->second];
    if (table.split[row] == Split::kCalibration) {
      unit.calibration.push_back(row);
    } else {
      (table.label[row] < 0 ? unit.unlabelled : unit.test).push_back(row);
    }
  }
  return units;
}

}  // namespace goodparts
