// Blocks of a stratum's units that a jackknife leaves out one after the other: each unit alone, or
// random blocks of about equal size where there are many.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "kernels/base/rng.h"
#include "metrics/uncertainty/resampling.h"

namespace goodparts {

inline constexpr std::int64_t kUnitsAlone = 500;
inline constexpr std::int64_t kUnitBlocks = 200;

class UnitBlocks {
 public:
  UnitBlocks(const Resampling::Stratum& stratum, Rng rng) : units_(stratum.size()) {
    std::iota(units_.begin(), units_.end(), stratum.first);
    if (std::ssize(units_) > kUnitsAlone) {
      rng.shuffle(std::span(units_));
      count_ = kUnitBlocks;
    } else {
      count_ = std::ssize(units_);
    }
  }

  std::int64_t count() const { return count_; }

  void leave_out(std::int64_t block, Resampling::Weights& weights) const {
    for (std::size_t i = static_cast<std::size_t>(block); i < units_.size();
         i += static_cast<std::size_t>(count_)) {
      weights[units_[i]] = 0;
    }
  }

 private:
  std::vector<std::uint32_t> units_;
  std::int64_t count_ = 0;
};

}  // namespace goodparts
