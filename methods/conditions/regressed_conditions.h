// Least-squares regression of every feature on the operating conditions; see condition_model.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "methods/conditions/condition_model.h"

namespace goodparts {

class RegressedConditions : public ConditionModel {
 public:
  // Where conditions depend on each other linearly, the solution of least norm is taken. Throws
  // Error(kData) for fewer training samples than terms.
  RegressedConditions(const ConditionSettings& settings, const ConditionTable& table,
                      const std::vector<std::vector<double>>& conditions, MatrixView rows);
  RegressedConditions(const ArchiveReader& archive, const ConditionTable& table);

  void take_out(std::span<const double> conditions, std::span<float> row) const override;
  void save(ArchiveWriter& archive) const override;
  std::string describe() const override;

 private:
  // 1, then the powers and products of the numeric conditions brought to [−1, 1], then indicators.
  std::vector<double> terms(std::span<const double> conditions) const;

  std::int64_t degree_ = 1;
  bool extend_ = true;
  std::vector<ConditionColumnSpec> columns_;
  std::int64_t features_ = 0;
  std::vector<double> coefficients_;            // terms × features
  std::vector<std::int64_t> wholly_explained_;  // 1 for such a feature
};

}  // namespace goodparts
