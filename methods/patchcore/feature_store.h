// The vectors of all training patches, which a coreset is chosen from: PatchCore's largest need of
// memory, halved where they are kept as bfloat16.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/bfloat16.h"

namespace goodparts {

enum class FeaturePrecision { kFloat32, kBfloat16 };

class FeatureStore {
 public:
  // rows × dim, all 0.
  FeatureStore(std::int64_t rows, std::int64_t dim, FeaturePrecision precision);

  std::int64_t rows() const { return rows_; }
  std::int64_t dim() const { return dim_; }

  // Rows from `first` on, values.size() / dim of them, rounded where need be. Several threads may
  // put different rows at once.
  void put(std::int64_t first, std::span<const float> values);

  // Rows as they are kept: where they are, or put into `room`.
  const float* read(std::int64_t first, std::int64_t count, std::vector<float>& room) const;

 private:
  std::int64_t rows_;
  std::int64_t dim_;
  std::vector<float> floats_;  // one of the two is empty
  std::vector<Bfloat16> halves_;
};

}  // namespace goodparts
