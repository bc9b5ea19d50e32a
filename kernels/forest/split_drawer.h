// How a node of an isolation tree is split.
//
//   axis         a column drawn among those that vary within the node, a threshold drawn in its
//                range: Liu, Ting & Zhou 2008
//   extended     a hyperplane of random direction through a point drawn in the node's ranges:
//                Hariri, Carrasco Kind & Brunner, "Extended Isolation Forest", 2018 (arXiv
//                1811.02141). Its weights are N(0, 1) / deviation of the column among all training
//                rows, so that units do not matter. It may leave all rows on one side, as there.
//   pooled gain  a column drawn as above, cut where the pooled deviation falls most,
//                (σ − (n_l σ_l + n_r σ_r) / n) / σ: Liu, Ting & Zhou 2010 (SCiForest) as modified
//                by Cortes, "Revisiting randomized choices in isolation forests", 2021 (arXiv
//                2110.13402). With an extension level, the projection on a hyperplane's direction
//                instead of a column.
//
// A categorical column is split by a random subset of the levels within the node, whatever the
// kind. It is drawn as often as any column that varies; a hyperplane takes the other columns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"
#include "kernels/base/rng.h"
#include "kernels/forest/isolation_tree.h"

namespace goodparts {

enum class SplitKind { kAxis, kExtended, kPooledGain };

struct SplitRules {
  SplitKind kind = SplitKind::kAxis;
  std::int64_t plane_columns = 1;  // of a hyperplane: the extension level + 1; 1: a column
  std::vector<double> deviations;  // of each column; hyperplanes only
  std::vector<bool> categorical;   // empty: no column is
};

struct Cut {
  std::int32_t feature = kLeaf;  // as in IsolationNode; kLeaf: no column varies
  double threshold = 0.0;
  Hyperplane plane;
  LevelSubset subset;
};

class SplitDrawer {
 public:
  // The rules and the data must outlive it. Missing values take no part in a draw.
  SplitDrawer(const MatrixView& data, const SplitRules& rules);

  // `rows` (not empty) are row numbers of the data.
  Cut draw(std::span<const std::int64_t> rows, Rng& rng);

 private:
  struct Range {
    float low = 0.0F;
    float high = 0.0F;
    bool varies() const { return low < high; }
  };

  std::optional<std::int32_t> draw_column(std::span<const std::int64_t> rows, Rng& rng);
  Range range_of(std::span<const std::int64_t> rows, std::int32_t column) const;
  Cut cut_levels(std::span<const std::int64_t> rows, std::int32_t column, Rng& rng) const;
  Cut cut_plane(std::span<const std::int64_t> rows, Rng& rng) const;
  std::vector<std::int32_t> draw_plane_columns(std::span<const std::int64_t> rows, Rng& rng) const;
  void describe_column(std::span<const std::int64_t> rows, std::int32_t column,
                       Hyperplane& plane) const;
  bool is_categorical(std::int32_t column) const {
    return !rules_.categorical.empty() && rules_.categorical[static_cast<std::size_t>(column)];
  }
  float value(std::int64_t row, std::int32_t column) const { return data_.row(row)[column]; }

  const MatrixView& data_;
  const SplitRules& rules_;
  std::vector<std::int32_t> columns_;  // in the order of rejection
  Range range_;                        // of the column drawn last
};

// The cut of sorted values with the largest pooled gain, halfway between two neighbours that
// differ; none where all are equal.
std::optional<double> best_pooled_cut(std::span<const double> sorted);

}  // namespace goodparts
