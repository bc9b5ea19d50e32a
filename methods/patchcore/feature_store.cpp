#include "methods/patchcore/feature_store.h"

#include <algorithm>
#include <cassert>

namespace goodparts {

FeatureStore::FeatureStore(std::int64_t rows, std::int64_t dim, FeaturePrecision precision)
    : rows_(rows), dim_(dim) {
  assert(rows > 0 && dim > 0);
  const auto size = static_cast<std::size_t>(rows * dim);
  if (precision == FeaturePrecision::kBfloat16) {
    halves_.resize(size);
  } else {
    floats_.resize(size);
  }
}

void FeatureStore::put(std::int64_t first, std::span<const float> values) {
  assert(static_cast<std::int64_t>(values.size()) <= (rows_ - first) * dim_);
  if (halves_.empty()) {
    std::copy(values.begin(), values.end(), floats_.begin() + first * dim_);
  } else {
    std::transform(values.begin(), values.end(), halves_.begin() + first * dim_, to_bfloat16);
  }
}

const float* FeatureStore::read(std::int64_t first, std::int64_t count,
                                std::vector<float>& room) const {
  assert(first >= 0 && first + count <= rows_);
  if (halves_.empty()) {
    return floats_.data() + first * dim_;
  }
  room.resize(static_cast<std::size_t>(count * dim_));
  std::transform(halves_.begin() + first * dim_, halves_.begin() + (first + count) * dim_,
                 room.begin(), to_float);
  return room.data();
}

}  // namespace goodparts
