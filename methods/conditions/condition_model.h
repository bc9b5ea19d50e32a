// What operating conditions explain of each feature, learned from good samples and taken out again:
// conditions are inputs that explain, not signals that alarm.
//
// Regression: each feature is regressed by least squares on the conditions (powers up to a degree
// and products of pairs of numeric conditions, indicators of categorical levels); what is left is
// the residual. Beyond the range of a condition seen in training the fit goes on in a straight
// line, or stays at its edge. Bins: samples are grouped by equally full bins of each numeric
// condition and by the levels of categorical ones; within its bin a feature becomes (x − mean) /
// deviation. A bin of too few training samples, and one never seen, uses the mean and deviation of
// all.
//
// A feature that conditions explain wholly (a condition that is a feature too) becomes 0.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "methods/archive.h"
#include "methods/conditions/condition_settings.h"
#include "methods/conditions/condition_table.h"

namespace goodparts {

class ConditionModel {
 public:
  virtual ~ConditionModel() = default;
  // Takes out of one row, in place, what its conditions explain.
  virtual void take_out(std::span<const double> conditions, std::span<float> row) const = 0;
  virtual void save(ArchiveWriter& archive) const = 0;  // under "conditions/"
  virtual std::string describe() const = 0;             // "regressed out (degree 2)"
};

// `conditions` and `rows` are parallel: one entry each a training sample.
std::unique_ptr<ConditionModel> learn_condition_model(
    const ConditionSettings& settings, const ConditionTable& table,
    const std::vector<std::vector<double>>& conditions, MatrixView rows);
std::unique_ptr<ConditionModel> load_condition_model(const ArchiveReader& archive,
                                                     const ConditionTable& table);

}  // namespace goodparts
