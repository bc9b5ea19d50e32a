// Means and deviations of every feature within bins of the operating conditions; see
// condition_model.h.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "methods/conditions/condition_model.h"

namespace goodparts {

class BinnedConditions : public ConditionModel {
 public:
  BinnedConditions(const ConditionSettings& settings, const ConditionTable& table,
                   const std::vector<std::vector<double>>& conditions, MatrixView rows);
  BinnedConditions(const ArchiveReader& archive, const ConditionTable& table);

  void take_out(std::span<const double> conditions, std::span<float> row) const override;
  void save(ArchiveWriter& archive) const override;
  std::string describe() const override;

 private:
  using Cell = std::vector<std::int64_t>;  // the bin of each condition
  struct Moments {
    std::vector<double> mean;
    std::vector<double> deviation;  // 0 where the feature does not vary in the bin
  };
  Cell cell_of(std::span<const double> conditions) const;

  std::vector<ConditionColumnSpec> columns_;
  std::vector<std::vector<double>> edges_;  // numeric: inner edges, ascending; categorical: empty
  std::map<Cell, Moments> cells_;
  Moments all_;
  std::int64_t small_cells_ = 0;  // seen in training, but with too few samples
};

}  // namespace goodparts
