// An isolation forest on rows (Liu, Ting & Zhou 2008, "Isolation Forest", ICDM).
//
// Each tree isolates the rows of a random subsample by random splits; rows that are isolated after
// few splits are anomalous: s(x) = 2^(−E[h(x)] / c(ψ)), with h the depth of the leaf plus c(rows in
// that leaf), averaged over the trees, and c(n) = 2 H(n−1) − 2 (n−1)/n the mean depth of an
// unsuccessful search in a binary search tree.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts {

// How H, the harmonic number, is computed: exactly, or as scikit-learn does, ln(n) + γ.
enum class Harmonic { kExact, kSklearn };

// c(n); 0 for n <= 1.
double average_path_length(std::int64_t n, Harmonic harmonic);

struct ForestOptions {
  std::int64_t trees = 100;
  std::int64_t sample_size = 256;  // ψ, at most the number of rows
  std::int64_t max_depth = 0;      // 0: ⌈log₂ ψ⌉
  Harmonic harmonic = Harmonic::kExact;
};

// Rows are row-major, {rows, features}, finite. Equal (seed, options, rows) give equal bits for any
// number of threads.
class IsolationForest {
 public:
  // A node splits on `feature` (values <= threshold go left) or, where feature is −1, is a leaf of
  // `path` depth.
  struct Node {
    std::int32_t feature = -1;
    float threshold = 0.0F;
    std::int32_t left = 0;  // the right child follows the left one
    float path = 0.0F;      // depth + c(rows in the leaf)
  };

  IsolationForest() = default;
  static IsolationForest fit(const Context& context, std::span<const float> rows,
                             std::int64_t features, const ForestOptions& options);
  // From its parts, as kept in a model file. Throws Error(kData) if they do not fit together.
  IsolationForest(std::vector<Node> nodes, std::vector<std::int64_t> roots, std::int64_t features,
                  double normaliser);

  std::vector<double> score(const Context& context, std::span<const float> rows) const;

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<std::int64_t>& roots() const { return roots_; }
  std::int64_t features() const { return features_; }
  double normaliser() const { return normaliser_; }  // c(ψ)

 private:
  double score_row(const float* row) const;

  std::vector<Node> nodes_;
  std::vector<std::int64_t> roots_;  // a tree's first node; its child indices count from there
  std::int64_t features_ = 0;
  double normaliser_ = 1.0;
};

}  // namespace goodparts
