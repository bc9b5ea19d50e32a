#include "methods/rows/t_squared.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"

namespace goodparts {

void TSquared::learn(std::span<const double> rows, std::int64_t columns,
                     const std::string& method) {
  axes_.learn(rows, columns);
  if (rank() == 0) {
    throw Error(ErrorKind::kData,
                fmt::format("{} cannot learn: no column of the good samples varies; give it "
                            "columns that do",
                            method));
  }
  prepare();
}

void TSquared::load(const ArchiveReader& archive) {
  axes_.load(archive);
  prepare();
}

void TSquared::prepare() {
  const std::vector<double>& variances = axes_.variances();
  precision_.clear();
  for (std::int64_t column = 0; column < columns(); ++column) {
    double sum = 0.0;
    double outside = 1.0;
    for (std::int64_t k = 0; k < rank(); ++k) {
      const double squared = axes_.axis(column, k) * axes_.axis(column, k);
      sum += squared / variances[static_cast<std::size_t>(k)];
      outside -= squared;
    }
    const bool leaves = rank() < columns();
    precision_.push_back(sum + (leaves ? std::max(outside, 0.0) / variances.back() : 0.0));
  }
}

double TSquared::value(std::span<const double> z) const {
  const std::vector<double>& variances = axes_.variances();
  const std::vector<double> y = axes_.project(z, rank());
  double sum = 0.0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    sum += y[k] * y[k] / variances[k];
  }
  if (rank() < columns()) {
    const std::vector<double> inside = axes_.combine(y);
    double squares = 0.0;
    for (std::size_t j = 0; j < inside.size(); ++j) {
      squares += (z[j] - inside[j]) * (z[j] - inside[j]);
    }
    sum += squares / variances.back();
  }
  return sum;
}

std::vector<float> TSquared::terms(std::span<const double> z) const {
  const std::vector<double>& variances = axes_.variances();
  std::vector<double> y = axes_.project(z, rank());
  const std::vector<double> inside = axes_.combine(y);
  for (std::size_t k = 0; k < y.size(); ++k) {
    y[k] /= variances[k];
  }
  std::vector<double> weighted = axes_.combine(y);
  std::vector<float> terms;
  for (std::size_t j = 0; j < weighted.size(); ++j) {
    if (rank() < columns()) {
      weighted[j] += (z[j] - inside[j]) / variances.back();
    }
    terms.push_back(static_cast<float>(weighted[j] * weighted[j] / precision_[j]));
  }
  return terms;
}

}  // namespace goodparts
