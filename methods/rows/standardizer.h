// Columns brought to mean 0 and deviation 1: z = (x − mean) / deviation, deviation with ddof 0 as
// in scikit-learn's StandardScaler. A constant column is divided by 1. Missing values (NaN) are
// left out when learning, and stay missing.
#pragma once

#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "methods/archive.h"

namespace goodparts {

class Standardizer {
 public:
  void learn(MatrixView rows);
  // In place; values.size() is a multiple of the number of columns.
  void apply(std::span<float> values) const;
  // The same in double precision, for what inverts covariances.
  std::vector<double> standardized(std::span<const float> values) const;

  const std::vector<double>& mean() const { return mean_; }
  const std::vector<double>& deviation() const { return deviation_; }  // 1 for constant columns

  void save(ArchiveWriter& archive) const;  // under "standardizer/"
  void load(const ArchiveReader& archive);

 private:
  std::vector<double> mean_;
  std::vector<double> deviation_;
};

}  // namespace goodparts
