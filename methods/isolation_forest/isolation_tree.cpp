#include "methods/isolation_forest/isolation_tree.h"

#include <algorithm>
#include <numeric>

namespace goodparts {
namespace {

class Grower {
 public:
  Grower(const RowMatrix& data, std::vector<std::int64_t> rows, std::int64_t max_depth,
         Harmonic harmonic, Rng rng)
      : data_(data),
        rows_(std::move(rows)),
        max_depth_(max_depth),
        harmonic_(harmonic),
        rng_(std::move(rng)),
        features_(static_cast<std::size_t>(data.columns)) {
    std::iota(features_.begin(), features_.end(), std::int32_t{0});
    tree_.reserve(2 * rows_.size());
    tree_.emplace_back();
  }

  IsolationTree grow() {
    grow(0, rows_, 0);
    return std::move(tree_);
  }

 private:
  struct Split {
    std::int32_t feature = -1;  // −1: all rows are equal
    float threshold = 0.0F;
  };

  // A feature drawn among those that vary within the node, and a threshold drawn in its range.
  // Candidates are drawn without replacement by swapping the rejected ones to the end.
  Split draw_split(std::span<const std::int64_t> rows) {
    for (auto left = static_cast<std::int64_t>(features_.size()); left > 0; --left) {
      const auto pick = static_cast<std::size_t>(rng_.below(left));
      const std::int32_t feature = features_[pick];
      const auto [low, high] = range_of(rows, feature);
      if (low < high) {
        const auto drawn = static_cast<float>(rng_.uniform(low, high));
        return {feature, drawn > low ? drawn : high};  // never an empty side
      }
      std::swap(features_[pick], features_[static_cast<std::size_t>(left - 1)]);
    }
    return {};
  }

  std::pair<float, float> range_of(std::span<const std::int64_t> rows, std::int32_t feature) const {
    float low = value(rows[0], feature);
    float high = low;
    for (const std::int64_t row : rows) {
      low = std::min(low, value(row, feature));
      high = std::max(high, value(row, feature));
    }
    return {low, high};
  }

  float value(std::int64_t row, std::int32_t feature) const {
    return data_.values[static_cast<std::size_t>(row * data_.columns + feature)];
  }

  void grow(std::size_t node, std::span<std::int64_t> rows, std::int64_t depth) {
    const Split split = rows.size() > 1 && depth < max_depth_ ? draw_split(rows) : Split{};
    if (split.feature < 0) {
      const auto count = static_cast<std::int64_t>(rows.size());
      tree_[node].value = static_cast<double>(depth) + average_path_length(count, harmonic_);
      return;
    }
    const auto middle = std::partition(rows.begin(), rows.end(), [&](std::int64_t row) {
      return value(row, split.feature) < split.threshold;
    });
    const std::size_t left = tree_.size();
    tree_[node] = {split.feature, static_cast<std::int32_t>(left), split.threshold};
    tree_.resize(left + 2);
    grow(left, {rows.begin(), middle}, depth + 1);
    grow(left + 1, {middle, rows.end()}, depth + 1);
  }

  const RowMatrix& data_;
  std::vector<std::int64_t> rows_;
  std::int64_t max_depth_;
  Harmonic harmonic_;
  Rng rng_;
  std::vector<std::int32_t> features_;
  IsolationTree tree_;
};

}  // namespace

IsolationTree grow_isolation_tree(const RowMatrix& data, std::vector<std::int64_t> rows,
                                  std::int64_t max_depth, Harmonic harmonic, Rng rng) {
  return Grower(data, std::move(rows), max_depth, harmonic, std::move(rng)).grow();
}

}  // namespace goodparts
