#include "kernels/forest/grow_tree.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace goodparts {
namespace {

class Grower {
 public:
  Grower(const MatrixView& data, std::span<const std::int64_t> rows, const GrowthRules& rules,
         Rng rng)
      : values_(gather(data, rows)),
        data_{values_.data(), static_cast<std::int64_t>(rows.size()), data.cols},
        rows_(rows.size()),
        rules_(rules),
        rng_(std::move(rng)),
        drawer_(data_, rules.split) {
    std::iota(rows_.begin(), rows_.end(), std::int64_t{0});
    tree_.nodes.reserve(2 * rows_.size());
    tree_.rows.reserve(2 * rows_.size());
    add_nodes(1);
  }

  IsolationTree grow() {
    grow(0, rows_, 0);
    return std::move(tree_);
  }

 private:
  using RowSpan = std::span<std::int64_t>;

  // The sampled rows side by side: a tree reads each of them many times.
  static std::vector<float> gather(const MatrixView& data, std::span<const std::int64_t> rows) {
    std::vector<float> values;
    values.reserve(rows.size() * static_cast<std::size_t>(data.cols));
    for (const std::int64_t row : rows) {
      values.insert(values.end(), data.row(row), data.row(row) + data.cols);
    }
    return values;
  }

  void add_nodes(std::size_t count) {
    tree_.nodes.resize(tree_.nodes.size() + count);
    tree_.rows.resize(tree_.nodes.size());
  }

  void grow(std::size_t at, RowSpan rows, std::int64_t depth) {
    const auto count = static_cast<std::int64_t>(rows.size());
    tree_.rows[at] = static_cast<std::int32_t>(count);
    Cut cut = count > 1 && depth < rules_.max_depth ? drawer_.draw(rows, rng_) : Cut{};
    if (cut.feature == kLeaf) {
      tree_.nodes[at].value =
          static_cast<double>(depth) + average_path_length(count, rules_.harmonic);
      return;
    }
    const std::size_t left = tree_.nodes.size();
    tree_.nodes[at] = keep(std::move(cut), left);
    add_nodes(2);
    const std::size_t middle = divide(tree_.nodes[at], rows);
    grow(left, rows.first(middle), depth + 1);
    grow(left + 1, rows.subspan(middle), depth + 1);
  }

  IsolationNode keep(Cut&& cut, std::size_t left) {
    const auto child = static_cast<std::int32_t>(left);
    if (cut.feature == kHyperplane) {
      tree_.planes.push_back(std::move(cut.plane));
      return {kHyperplane, child, static_cast<double>(tree_.planes.size() - 1)};
    }
    if (cut.feature == kLevelSubset) {
      tree_.subsets.push_back(cut.subset);
      return {kLevelSubset, child, static_cast<double>(tree_.subsets.size() - 1)};
    }
    return {cut.feature, child, cut.threshold};
  }

  // Brings the rows that go left to the front and returns how many they are.
  std::size_t divide(const IsolationNode& node, RowSpan rows) {
    const bool by_column = node.feature != kHyperplane;
    const std::int32_t column = column_of(tree_, node);
    const auto present_end =
        by_column
            ? std::partition(rows.begin(), rows.end(),
                             [&](std::int64_t row) { return !std::isnan(data_.row(row)[column]); })
            : rows.end();
    const auto middle = std::partition(rows.begin(), present_end, [&](std::int64_t row) {
      return node.feature >= 0
                 ? data_.row(row)[column] < node.value
                 : branch_of(tree_, node, data_.row(row), rules_.missing) == Branch::kLeft;
    });
    if (present_end == rows.end()) {
      return static_cast<std::size_t>(middle - rows.begin());
    }
    const auto lefts = static_cast<double>(middle - rows.begin());
    const auto rights = static_cast<double>(present_end - middle);
    // The rows that go left are gathered behind `middle` in exchange for rows that go right.
    auto end = middle;
    for (auto row = present_end; row != rows.end(); ++row) {
      const bool to_left = rules_.missing == MissingRule::kDivide
                               ? rng_.chance(lefts / (lefts + rights))
                               : lefts >= rights;
      if (to_left) {
        std::iter_swap(end++, row);
      }
    }
    return static_cast<std::size_t>(end - rows.begin());
  }

  std::vector<float> values_;
  MatrixView data_;  // of values_
  std::vector<std::int64_t> rows_;
  const GrowthRules& rules_;
  Rng rng_;
  SplitDrawer drawer_;
  IsolationTree tree_;
};

}  // namespace

IsolationTree grow_isolation_tree(const MatrixView& data, std::span<const std::int64_t> rows,
                                  const GrowthRules& rules, Rng rng) {
  return Grower(data, rows, rules, std::move(rng)).grow();
}

}  // namespace goodparts
