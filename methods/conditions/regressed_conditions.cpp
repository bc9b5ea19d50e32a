#include "methods/conditions/regressed_conditions.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// A residual this small a share of a feature's variance is rounding.
constexpr double kRounding = 1e-9;

// A condition, its training range brought to [−1, 1]: the nearest place within, and how far beyond.
struct Place {
  double inside;
  double beyond;
};

// xᵖ within the range; its tangent at the edge beyond it.
double extended_power(const Place& x, std::int64_t power) {
  const double lower = std::pow(x.inside, static_cast<double>(power - 1));
  return lower * x.inside + static_cast<double>(power) * lower * x.beyond;
}

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

RegressedConditions::RegressedConditions(const ConditionSettings& settings,
                                         const ConditionTable& table,
                                         const std::vector<std::vector<double>>& conditions,
                                         MatrixView rows)
    : degree_(settings.degree),
      extend_(settings.outside == "extend"),
      columns_(table.columns()),
      features_(rows.cols) {
  const auto count = static_cast<std::int64_t>(conditions.size());
  const auto width = static_cast<std::int64_t>(terms(conditions.front()).size());
  if (count < width) {
    throw Error(ErrorKind::kData,
                fmt::format("conditions.mode: {} good samples cannot fit {} terms of the "
                            "conditions; lower conditions.degree or name fewer conditions.columns",
                            count, width));
  }
  RowMajor design(count, width);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::vector<double> row = terms(conditions[static_cast<std::size_t>(i)]);
    design.row(i) = Eigen::Map<const Eigen::RowVectorXd>(row.data(), width);
  }
  const RowMajor values =
      Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
          rows.data, rows.rows, rows.cols)
          .cast<double>();
  const RowMajor solution =
      Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(design).solve(values);
  coefficients_.assign(solution.data(), solution.data() + solution.size());
  const RowMajor residual = values - design * solution;
  for (std::int64_t feature = 0; feature < features_; ++feature) {
    const double mean = values.col(feature).mean();
    const double total = (values.col(feature).array() - mean).square().sum();
    const bool wholly = residual.col(feature).squaredNorm() <= kRounding * total;
    wholly_explained_.push_back(wholly ? 1 : 0);
  }
}

std::vector<double> RegressedConditions::terms(std::span<const double> conditions) const {
  std::vector<Place> numeric;
  std::vector<double> indicators;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ConditionColumnSpec& column = columns_[c];
    if (column.numeric()) {
      const double scaled = 2.0 * (conditions[c] - column.low) / (column.high - column.low) - 1.0;
      const double inside = std::clamp(scaled, -1.0, 1.0);
      numeric.push_back({inside, extend_ ? scaled - inside : 0.0});
    } else {
      // The first level is what the others differ from; a level never seen counts as the first.
      for (std::size_t level = 1; level < column.levels.size(); ++level) {
        indicators.push_back(conditions[c] == static_cast<double>(level) ? 1.0 : 0.0);
      }
    }
  }
  std::vector<double> all = {1.0};
  for (std::size_t a = 0; a < numeric.size(); ++a) {
    for (std::int64_t power = 1; power <= degree_; ++power) {
      all.push_back(extended_power(numeric[a], power));
    }
    for (std::size_t b = a + 1; degree_ > 1 && b < numeric.size(); ++b) {
      all.push_back(numeric[a].inside * numeric[b].inside + numeric[a].beyond * numeric[b].inside +
                    numeric[a].inside * numeric[b].beyond);
    }
  }
  all.insert(all.end(), indicators.begin(), indicators.end());
  return all;
}

void RegressedConditions::take_out(std::span<const double> conditions, std::span<float> row) const {
  const std::vector<double> explaining = terms(conditions);
  for (std::size_t feature = 0; feature < row.size(); ++feature) {
    double expected = 0.0;
    for (std::size_t term = 0; term < explaining.size(); ++term) {
      expected +=
          explaining[term] * coefficients_[term * static_cast<std::size_t>(features_) + feature];
    }
    row[feature] = wholly_explained_[feature] != 0
                       ? 0.0F
                       : static_cast<float>(static_cast<double>(row[feature]) - expected);
  }
}

void RegressedConditions::save(ArchiveWriter& archive) const {
  archive.text("conditions/mode", "regress");
  archive.integers("conditions/shape", std::vector<std::int64_t>{degree_, extend_ ? 1 : 0});
  archive.numbers("conditions/coefficients", coefficients_);
  archive.integers("conditions/wholly_explained", wholly_explained_);
}

RegressedConditions::RegressedConditions(const ArchiveReader& archive, const ConditionTable& table)
    : columns_(table.columns()),
      coefficients_(archive.numbers("conditions/coefficients")),
      wholly_explained_(archive.integers("conditions/wholly_explained")) {
  const std::vector<std::int64_t> shape = archive.integers("conditions/shape");
  degree_ = shape.empty() ? 1 : shape[0];
  extend_ = shape.size() > 1 && shape[1] != 0;
  features_ = static_cast<std::int64_t>(wholly_explained_.size());
  const std::size_t width = terms(std::vector<double>(columns_.size(), 0.0)).size();
  if (features_ == 0 || coefficients_.size() != width * wholly_explained_.size()) {
    throw Error(ErrorKind::kData, "the stored model of conditions is damaged; train it again");
  }
}

std::string RegressedConditions::describe() const {
  return fmt::format("regressed out (degree {})", degree_);
}

}  // namespace goodparts
