// Which samples a bootstrap replicate draws, and how often.
//
// Good and anomalous samples are drawn with replacement separately, each class as often as it has
// samples, as test sets are put together (Davison & Hinkley 1997, §3.2: several samples). Where
// samples come in groups (parts of a lot, frames of a recording), whole groups are drawn instead:
// those with good samples only, with anomalous ones only, and with both are a stratum each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

class Resampling {
 public:
  // A stratum's units are numbered first … last − 1.
  struct Stratum {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t size() const { return last - first; }
  };
  // How often each unit is drawn. A byte is enough: up to 255 units cannot exceed it, and of more
  // units one is drawn 256 times with a probability below 10⁻⁵⁰⁰.
  using Weights = std::vector<std::uint8_t>;

  // labels: 0 good, 1 anomalous; groups: empty, or parallel to the labels, "" for a sample on its
  // own.
  explicit Resampling(std::span<const std::int8_t> labels,
                      std::span<const std::string> groups = {});
  // `units` things of one stratum.
  explicit Resampling(std::int64_t units);

  std::uint32_t units() const { return strata_.empty() ? 0 : strata_.back().last; }
  const std::vector<Stratum>& strata() const { return strata_; }  // none is empty
  std::uint32_t unit_of(std::int64_t sample) const {
    return unit_of_sample_[static_cast<std::size_t>(sample)];
  }

  // Depends on the state of `rng` only.
  void draw(Rng& rng, Weights& weights) const;

 private:
  std::vector<Stratum> strata_;
  std::vector<std::uint32_t> unit_of_sample_;
};

}  // namespace goodparts
