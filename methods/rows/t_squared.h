// T² = zᵀ S⁻¹ z of a standardised row z, S the covariance (ddof 1) of the good rows: Hotelling
// 1931, Mahalanobis' squared distance from their mean.
//
// Where S is singular (fewer rows than columns, constant columns, columns that follow from others)
// T² is computed in the space in which the good rows vary, and what leaves it counts as if it had
// the smallest variance found there: T² = Σ yₖ² / λₖ + ‖z − Σ yₖ vₖ‖² / λᵣ over the r axes vₖ of
// variance λₖ, y = Vᵀz. A direction in which the good rows never differed is thus no less telling
// than the stiffest one in which they did. A constant column has no deviation to be divided by: its
// departure counts in its own units.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "methods/rows/principal_axes.h"

namespace goodparts {

class TSquared {
 public:
  // Rows as of PrincipalAxes::learn(). Throws Error(kData) naming `method` where no column varies.
  void learn(std::span<const double> rows, std::int64_t columns, const std::string& method);

  double value(std::span<const double> z) const;
  // By how much T² would fall without the column, (S⁻¹z)ⱼ² / (S⁻¹)ⱼⱼ: the conditional terms of
  // Mason, Tracy & Young 1995.
  std::vector<float> terms(std::span<const double> z) const;

  std::int64_t columns() const { return axes_.columns(); }
  std::int64_t rank() const { return axes_.rank(); }  // r

  void save(ArchiveWriter& archive) const { axes_.save(archive); }
  void load(const ArchiveReader& archive);

 private:
  void prepare();

  PrincipalAxes axes_;
  std::vector<double> precision_;  // (S⁻¹)ⱼⱼ
};

}  // namespace goodparts
