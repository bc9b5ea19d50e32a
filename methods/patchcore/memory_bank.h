// The memory of PatchCore: vectors seen on good parts, thinned to a coreset.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"
#include "kernels/knn/nearest_rows.h"
#include "methods/patchcore/feature_store.h"
#include "methods/patchcore/patchcore_config.h"

namespace goodparts {

class MemoryBank {
 public:
  // `vectors`: rows of `dim` finite numbers, at least one row.
  MemoryBank(std::vector<float> vectors, std::int64_t dim)
      : vectors_(std::move(vectors)), dim_(dim), search_(view()) {}
  MemoryBank(const MemoryBank&) = delete;
  MemoryBank& operator=(const MemoryBank&) = delete;

  std::int64_t rows() const { return static_cast<std::int64_t>(vectors_.size()) / dim_; }
  std::int64_t dim() const { return dim_; }
  MatrixView view() const { return {vectors_.data(), rows(), dim_}; }
  void prepare(const Context& context) const { search_.prepare(context); }
  Neighbours nearest(const Context& context, MatrixView queries, std::int64_t k) const {
    return search_.search(context, queries, k);
  }

 private:
  std::vector<float> vectors_;
  std::int64_t dim_;
  NearestRows search_;
};

// The rows of `features` to remember: ⌊ratio × rows⌋, at least one and as many as a score looks
// at where there are so many, chosen as the convention says (anomalydino, whose paper keeps every
// row: as original). All of them, in order, where ratio is 1. Once every row coincides with a
// chosen one, further choices say nothing: they are made only as far as needed, in row order.
// Random numbers: context.rng("projection") and context.rng("coreset").
std::vector<std::int64_t> select_coreset(const Context& context, const FeatureStore& features,
                                         const PatchCoreConfig& config);

}  // namespace goodparts
