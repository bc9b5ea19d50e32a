#include "methods/rows/standardizer.h"

#include <cassert>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Σ f(value) / count over the present values of each column; 0 for a column without any.
template <class F>
std::vector<double> column_means(MatrixView rows, const F& f) {
  const auto columns = static_cast<std::size_t>(rows.cols);
  std::vector<double> sums(columns, 0.0);
  std::vector<double> counts(columns, 0.0);
  for (std::int64_t r = 0; r < rows.rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      if (const auto value = static_cast<double>(rows.row(r)[c]); !std::isnan(value)) {
        sums[c] += f(value, c);
        counts[c] += 1.0;
      }
    }
  }
  for (std::size_t c = 0; c < columns; ++c) {
    sums[c] = counts[c] > 0.0 ? sums[c] / counts[c] : 0.0;
  }
  return sums;
}

}  // namespace

void Standardizer::learn(MatrixView rows) {
  mean_ = column_means(rows, [](double value, std::size_t) { return value; });
  deviation_ = column_means(
      rows, [&](double value, std::size_t c) { return (value - mean_[c]) * (value - mean_[c]); });
  for (std::size_t c = 0; c < deviation_.size(); ++c) {
    // Below this, what is left is the rounding of a constant.
    const double smallest = 1e-12 * (1.0 + mean_[c] * mean_[c]);
    deviation_[c] = deviation_[c] > smallest ? std::sqrt(deviation_[c]) : 1.0;
  }
}

void Standardizer::apply(std::span<float> values) const {
  assert(!mean_.empty() && values.size() % mean_.size() == 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = i % mean_.size();
    values[i] = static_cast<float>((static_cast<double>(values[i]) - mean_[c]) / deviation_[c]);
  }
}

std::vector<double> Standardizer::standardized(std::span<const float> values) const {
  assert(!mean_.empty() && values.size() % mean_.size() == 0);
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = i % mean_.size();
    result[i] = (static_cast<double>(values[i]) - mean_[c]) / deviation_[c];
  }
  return result;
}

void Standardizer::save(ArchiveWriter& archive) const {
  archive.numbers("standardizer/mean", mean_);
  archive.numbers("standardizer/deviation", deviation_);
}

void Standardizer::load(const ArchiveReader& archive) {
  mean_ = archive.numbers("standardizer/mean");
  deviation_ = archive.numbers("standardizer/deviation");
  if (mean_.empty() || mean_.size() != deviation_.size()) {
    throw Error(ErrorKind::kData, "the stored means and deviations are damaged; train it again");
  }
}

}  // namespace goodparts
