#include "methods/conditions/condition_model.h"

#include "kernels/base/error.h"
#include "methods/conditions/binned_conditions.h"
#include "methods/conditions/regressed_conditions.h"

namespace goodparts {

std::unique_ptr<ConditionModel> learn_condition_model(
    const ConditionSettings& settings, const ConditionTable& table,
    const std::vector<std::vector<double>>& conditions, MatrixView rows) {
  if (settings.mode == "bin") {
    return std::make_unique<BinnedConditions>(settings, table, conditions, rows);
  }
  return std::make_unique<RegressedConditions>(settings, table, conditions, rows);
}

std::unique_ptr<ConditionModel> load_condition_model(const ArchiveReader& archive,
                                                     const ConditionTable& table) {
  if (archive.text("conditions/mode") == "bin") {
    return std::make_unique<BinnedConditions>(archive, table);
  }
  return std::make_unique<RegressedConditions>(archive, table);
}

}  // namespace goodparts
