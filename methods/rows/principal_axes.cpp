#include "methods/rows/principal_axes.h"

#include <Eigen/Dense>
#include <cassert>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Rows hold single-precision values: a column computed from others differs from them by about
// 6e-8 of its size, so that variances below this share of the largest mean nothing.
constexpr double kSmallestShare = 1e-10;

}  // namespace

void PrincipalAxes::learn(std::span<const double> rows, std::int64_t columns) {
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / columns;
  assert(count > 1);
  const Eigen::Map<const Matrix> x(rows.data(), count, columns);
  // The smaller of covariance and Gram matrix; both have the same eigenvalues other than zero.
  const bool wide = count < columns;
  const double scale = 1.0 / static_cast<double>(count - 1);
  const Matrix square =
      wide ? Matrix(scale * (x * x.transpose())) : Matrix(scale * (x.transpose() * x));
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(square);
  if (solver.info() != Eigen::Success) {
    throw Error(ErrorKind::kData,
                "the covariance of the good samples has no eigenvalues: are "
                "their values very large?");
  }
  const Eigen::VectorXd& values = solver.eigenvalues();  // ascending
  const Eigen::Index last = values.size() - 1;
  const double smallest = kSmallestShare * values[last];
  columns_ = columns;
  variances_.clear();
  for (Eigen::Index i = last; i >= 0 && values[i] > smallest; --i) {
    variances_.push_back(values[i]);
  }
  axes_.resize(static_cast<std::size_t>(columns * rank()));
  Eigen::Map<Matrix> axes(axes_.data(), columns, rank());
  for (Eigen::Index k = 0; k < rank(); ++k) {
    const Eigen::VectorXd vector = solver.eigenvectors().col(last - k);
    axes.col(k) = wide ? Eigen::VectorXd((x.transpose() * vector).normalized()) : vector;
  }
}

// Plain loops: Eigen's products round differently with alignment, and a score must not.
std::vector<double> PrincipalAxes::project(std::span<const double> x, std::int64_t count) const {
  assert(static_cast<std::int64_t>(x.size()) == columns_ && count <= rank());
  std::vector<double> coordinates(static_cast<std::size_t>(count), 0.0);
  for (std::int64_t column = 0; column < columns_; ++column) {
    const double* axes = axes_.data() + column * rank();
    const double value = x[static_cast<std::size_t>(column)];
    for (std::size_t k = 0; k < coordinates.size(); ++k) {
      coordinates[k] += axes[k] * value;
    }
  }
  return coordinates;
}

std::vector<double> PrincipalAxes::combine(std::span<const double> coordinates) const {
  std::vector<double> x(static_cast<std::size_t>(columns_), 0.0);
  for (std::int64_t column = 0; column < columns_; ++column) {
    const double* axes = axes_.data() + column * rank();
    double sum = 0.0;
    for (std::size_t k = 0; k < coordinates.size(); ++k) {
      sum += axes[k] * coordinates[k];
    }
    x[static_cast<std::size_t>(column)] = sum;
  }
  return x;
}

void PrincipalAxes::save(ArchiveWriter& archive) const {
  archive.number("axes/columns", static_cast<double>(columns_));
  archive.numbers("axes/variances", variances_);
  archive.numbers("axes/vectors", axes_);
}

void PrincipalAxes::load(const ArchiveReader& archive) {
  columns_ = static_cast<std::int64_t>(archive.number("axes/columns"));
  variances_ = archive.numbers("axes/variances");
  axes_ = archive.numbers("axes/vectors");
  if (columns_ < 1 || variances_.empty() ||
      axes_.size() != static_cast<std::size_t>(columns_ * rank())) {
    throw Error(ErrorKind::kData, "the stored principal axes are damaged; train it again");
  }
}

}  // namespace goodparts
