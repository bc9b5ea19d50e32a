#include "kernels/forest/split_drawer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace goodparts {

SplitDrawer::SplitDrawer(const MatrixView& data, const SplitRules& rules)
    : data_(data), rules_(rules), columns_(static_cast<std::size_t>(data.cols)) {
  std::iota(columns_.begin(), columns_.end(), std::int32_t{0});
}

SplitDrawer::Range SplitDrawer::range_of(std::span<const std::int64_t> rows,
                                         std::int32_t column) const {
  Range range{std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};
  for (const std::int64_t row : rows) {
    const float v = value(row, column);
    range.low = v < range.low ? v : range.low;  // false for NaN
    range.high = v > range.high ? v : range.high;
  }
  return range;
}

// Candidates are drawn without replacement by swapping the rejected ones to the end.
std::optional<std::int32_t> SplitDrawer::draw_column(std::span<const std::int64_t> rows, Rng& rng) {
  for (auto left = static_cast<std::int64_t>(columns_.size()); left > 0; --left) {
    const auto pick = static_cast<std::size_t>(rng.below(left));
    const std::int32_t column = columns_[pick];
    range_ = range_of(rows, column);
    if (range_.varies()) {
      return column;
    }
    std::swap(columns_[pick], columns_[static_cast<std::size_t>(left - 1)]);
  }
  return std::nullopt;
}

Cut SplitDrawer::draw(std::span<const std::int64_t> rows, Rng& rng) {
  const std::optional<std::int32_t> column = draw_column(rows, rng);
  if (!column) {
    return {};
  }
  if (is_categorical(*column)) {
    return cut_levels(rows, *column, rng);
  }
  if (rules_.kind == SplitKind::kExtended || rules_.plane_columns > 1) {
    return cut_plane(rows, rng);
  }
  Cut cut;
  cut.feature = *column;
  if (rules_.kind == SplitKind::kAxis) {
    const auto drawn = static_cast<float>(rng.uniform(range_.low, range_.high));
    cut.threshold = drawn > range_.low ? drawn : range_.high;  // never an empty side
    return cut;
  }
  std::vector<double> values;
  for (const std::int64_t row : rows) {
    if (!std::isnan(value(row, *column))) {
      values.push_back(value(row, *column));
    }
  }
  std::sort(values.begin(), values.end());
  cut.threshold = *best_pooled_cut(values);  // the column varies
  return cut;
}

Cut SplitDrawer::cut_levels(std::span<const std::int64_t> rows, std::int32_t column,
                            Rng& rng) const {
  Cut cut;
  cut.feature = kLevelSubset;
  cut.subset.column = column;
  for (const std::int64_t row : rows) {
    if (const float level = value(row, column); !std::isnan(level)) {
      cut.subset.present |= std::uint64_t{1} << static_cast<unsigned>(level);
    }
  }
  do {  // at least two levels are present, so that a proper subset comes at every second draw
    cut.subset.left = rng.bits() & cut.subset.present;
  } while (cut.subset.left == 0 || cut.subset.left == cut.subset.present);
  return cut;
}

std::vector<std::int32_t> SplitDrawer::draw_plane_columns(std::span<const std::int64_t> rows,
                                                          Rng& rng) const {
  std::vector<std::int32_t> columns;
  for (std::int32_t column = 0; column < static_cast<std::int32_t>(data_.cols); ++column) {
    if (!is_categorical(column) && range_of(rows, column).varies()) {
      columns.push_back(column);
    }
  }
  const auto count = static_cast<std::int64_t>(columns.size());
  if (rules_.plane_columns < count) {
    std::vector<std::int32_t> drawn;
    for (const std::int64_t at : rng.sample(count, rules_.plane_columns)) {
      drawn.push_back(columns[static_cast<std::size_t>(at)]);
    }
    std::sort(drawn.begin(), drawn.end());
    return drawn;
  }
  return columns;
}

void SplitDrawer::describe_column(std::span<const std::int64_t> rows, std::int32_t column,
                                  Hyperplane& plane) const {
  std::vector<float> values;
  double sum = 0.0;
  for (const std::int64_t row : rows) {
    if (const float v = value(row, column); !std::isnan(v)) {
      values.push_back(v);
      sum += v;
    }
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  plane.medians.push_back(*middle);
  plane.means.push_back(sum / static_cast<double>(values.size()));
}

Cut SplitDrawer::cut_plane(std::span<const std::int64_t> rows, Rng& rng) const {
  Cut cut;
  cut.feature = kHyperplane;
  Hyperplane& plane = cut.plane;
  plane.columns = draw_plane_columns(rows, rng);
  for (const std::int32_t column : plane.columns) {
    plane.weights.push_back(rng.normal() / rules_.deviations[static_cast<std::size_t>(column)]);
    describe_column(rows, column, plane);
  }
  if (rules_.kind == SplitKind::kExtended) {
    for (std::size_t i = 0; i < plane.columns.size(); ++i) {
      const Range range = range_of(rows, plane.columns[i]);
      plane.offset += plane.weights[i] * rng.uniform(range.low, range.high);
    }
    return cut;
  }
  std::vector<double> projections;
  for (const std::int64_t row : rows) {
    double& sum = projections.emplace_back(0.0);
    for (std::size_t i = 0; i < plane.columns.size(); ++i) {
      const double v = value(row, plane.columns[i]);
      sum += plane.weights[i] * (std::isnan(v) ? plane.medians[i] : v);
    }
  }
  std::sort(projections.begin(), projections.end());
  const std::optional<double> best = best_pooled_cut(projections);
  if (!best) {  // the columns vary, but their sum is rounded away
    return {};
  }
  plane.offset = *best;
  return cut;
}

std::optional<double> best_pooled_cut(std::span<const double> sorted) {
  const std::size_t n = sorted.size();
  if (n < 2) {
    return std::nullopt;
  }
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(n);
  double all = 0.0;  // sums of squares about the node's mean
  double right_sum = 0.0;
  for (const double v : sorted) {
    all += (v - mean) * (v - mean);
    right_sum += v - mean;
  }
  // n σ of a side is √(n Σ(v − mean)² − (Σ(v − mean))²).
  const auto spread = [](double count, double sum, double squares) {
    return std::sqrt(std::max(0.0, count * squares - sum * sum));
  };
  std::optional<double> best;
  double least = std::numeric_limits<double>::infinity();
  double left_sum = 0.0;
  double left_squares = 0.0;
  for (std::size_t i = 1; i < n; ++i) {
    const double v = sorted[i - 1] - mean;
    left_sum += v;
    left_squares += v * v;
    right_sum -= v;
    if (sorted[i - 1] == sorted[i]) {
      continue;
    }
    const double pooled = spread(static_cast<double>(i), left_sum, left_squares) +
                          spread(static_cast<double>(n - i), right_sum, all - left_squares);
    if (pooled < least) {
      least = pooled;
      const double middle = sorted[i - 1] + 0.5 * (sorted[i] - sorted[i - 1]);
      best = sorted[i - 1] < middle ? middle : sorted[i];  // neighbours have none between them
    }
  }
  return best;
}

}  // namespace goodparts
