// The principal axes of centred rows: eigenvectors of their covariance (ddof 1), largest variance
// first. Directions without variance beyond rounding are left out, so that there are at most
// min(columns, rows − 1) axes: fewer rows than columns, constant columns and columns that follow
// from others need no care elsewhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "methods/archive.h"

namespace goodparts {

class PrincipalAxes {
 public:
  // `rows`: row-major, a multiple of `columns` long, centred, at least two rows.
  void learn(std::span<const double> rows, std::int64_t columns);

  std::int64_t columns() const { return columns_; }
  std::int64_t rank() const { return static_cast<std::int64_t>(variances_.size()); }
  const std::vector<double>& variances() const { return variances_; }  // descending, positive
  double axis(std::int64_t column, std::int64_t index) const {
    return axes_[static_cast<std::size_t>(column * rank() + index)];
  }

  // Coordinates of x along the first `count` axes.
  std::vector<double> project(std::span<const double> x, std::int64_t count) const;
  // Σ coordinates[k] · axis k.
  std::vector<double> combine(std::span<const double> coordinates) const;

  void save(ArchiveWriter& archive) const;  // under "axes/"
  void load(const ArchiveReader& archive);

 private:
  std::int64_t columns_ = 0;
  std::vector<double> variances_;  // rank
  std::vector<double> axes_;       // columns × rank, row-major
};

}  // namespace goodparts
