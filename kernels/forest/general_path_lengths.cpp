#include "kernels/forest/general_path_lengths.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/forest/flatten_forest.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlockRows = 1024;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

bool is_complete(MatrixView rows, std::int64_t row) {
  return std::none_of(rows.row(row), rows.row(row) + rows.cols,
                      [](float value) { return std::isnan(value); });
}

// Each column twice: a node asks the first where missing values go left, and else the second.
FlatForest flatten_doubled(std::span<const IsolationTree> trees, std::int64_t columns) {
  std::vector<IsolationTree> doubled(trees.begin(), trees.end());
  for (IsolationTree& tree : doubled) {
    for (IsolationNode& node : tree.nodes) {
      if (node.feature != kLeaf) {
        const bool right = left_share_of_missing(tree, node, MissingRule::kLarger) == 0.0;
        node.feature = 2 * node.feature + (right ? 1 : 0);
      }
    }
  }
  return flatten(doubled, 2 * columns);
}

std::vector<float> double_columns(MatrixView rows) {
  std::vector<float> doubled;
  for (std::int64_t i = 0; i < rows.rows * rows.cols; ++i) {
    const float value = rows.data[i];
    const bool missing = std::isnan(value);
    doubled.push_back(missing ? -kInfinity : value);
    doubled.push_back(missing ? kInfinity : value);
  }
  return doubled;
}

}  // namespace

GeneralPathLengths::GeneralPathLengths(std::span<const IsolationTree> trees, std::int64_t columns,
                                       MissingRule missing)
    : trees_(static_cast<std::int64_t>(trees.size())), missing_(missing), any_(trees, missing) {
  if (std::all_of(trees.begin(), trees.end(),
                  [](const IsolationTree& tree) { return tree.plain(); })) {
    plain_ = std::make_unique<PathLengths>(flatten(trees, columns));
    if (missing == MissingRule::kLarger) {
      doubled_ = std::make_unique<PathLengths>(flatten_doubled(trees, columns));
    }
  } else if (PlaneWalk::serves(trees, columns)) {
    planes_ = std::make_unique<PlaneWalk>(trees, columns);
  } else if (LevelWalk::serves(trees, columns)) {
    levels_ = std::make_unique<LevelWalk>(trees, columns, missing, any_);
  }
}

void GeneralPathLengths::add_to(double* sums, MatrixView rows) const {
  for (std::int64_t begin = 0; begin < rows.rows; begin += kBlockRows) {
    add_block(sums + begin, {rows.row(begin), std::min(kBlockRows, rows.rows - begin), rows.cols});
  }
}

// Complete and incomplete rows apart, where their walks differ.
void GeneralPathLengths::add_block(double* sums, MatrixView rows) const {
  std::vector<std::int64_t> chosen[2];  // by whether they are complete
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    chosen[is_complete(rows, row) ? 1 : 0].push_back(row);
  }
  for (const bool complete : {false, true}) {
    const std::vector<std::int64_t>& some = chosen[complete ? 1 : 0];
    if (static_cast<std::int64_t>(some.size()) == rows.rows) {
      add_rows(sums, rows, complete);
      return;
    }
    std::vector<float> values;
    std::vector<double> part;
    for (const std::int64_t row : some) {
      values.insert(values.end(), rows.row(row), rows.row(row) + rows.cols);
      part.push_back(sums[row]);
    }
    add_rows(part.data(), {values.data(), static_cast<std::int64_t>(some.size()), rows.cols},
             complete);
    for (std::size_t i = 0; i < some.size(); ++i) {
      sums[some[i]] = part[i];
    }
  }
}

void GeneralPathLengths::add_rows(double* sums, MatrixView rows, bool complete) const {
  if (plain_ && complete) {
    plain_->add_to(sums, rows);
  } else if (doubled_) {
    const std::vector<float> doubled = double_columns(rows);
    doubled_->add_to(sums, {doubled.data(), rows.rows, 2 * rows.cols});
  } else if (planes_) {
    planes_->add_to(sums, rows);
  } else if (levels_ && (complete || missing_ == MissingRule::kLarger)) {
    levels_->add_to(sums, rows);
  } else {
    SplitWalk::Waiting waiting;
    for (std::int64_t tree = 0; tree < trees_; ++tree) {  // in this order: the same rounding
      for (std::int64_t row = 0; row < rows.rows; ++row) {
        sums[row] += any_.path_length(tree, 0, rows.row(row), waiting);
      }
    }
  }
}

}  // namespace goodparts
