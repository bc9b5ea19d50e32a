#include "metrics/uncertainty/resampling.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_map>

namespace goodparts {
namespace {

constexpr int kGood = 1;
constexpr int kAnomalous = 2;

// Units in the order in which they come first.
struct Units {
  std::vector<std::uint32_t> of_sample;
  std::vector<int> classes;  // of each unit: kGood | kAnomalous
};

Units find_units(std::span<const std::int8_t> labels, std::span<const std::string> groups) {
  Units units;
  std::unordered_map<std::string, std::uint32_t> seen;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto unit = static_cast<std::uint32_t>(units.classes.size());
    if (!groups.empty() && !groups[i].empty()) {
      unit = seen.try_emplace(groups[i], unit).first->second;
    }
    if (unit == units.classes.size()) {
      units.classes.push_back(0);
    }
    units.classes[unit] |= labels[i] == 1 ? kAnomalous : kGood;
    units.of_sample.push_back(unit);
  }
  return units;
}

// Numbers 0 … n − 1 from 32 bits each, without bias (Lemire 2019).
class SmallNumbers {
 public:
  SmallNumbers(Rng& rng, std::uint32_t n) : rng_(rng), n_(n), threshold_((0U - n) % n) {}

  std::uint32_t next() {
    std::uint64_t product = 0;
    do {
      product = std::uint64_t{bits()} * n_;
    } while (static_cast<std::uint32_t>(product) < threshold_);
    return static_cast<std::uint32_t>(product >> 32U);
  }

 private:
  std::uint32_t bits() {
    full_ = !full_;
    if (full_) {
      bits_ = rng_.bits();
      return static_cast<std::uint32_t>(bits_);
    }
    return static_cast<std::uint32_t>(bits_ >> 32U);
  }

  Rng& rng_;
  std::uint32_t n_;
  std::uint32_t threshold_;
  std::uint64_t bits_ = 0;
  bool full_ = false;
};

}  // namespace

Resampling::Resampling(std::span<const std::int8_t> labels, std::span<const std::string> groups) {
  assert(groups.empty() || groups.size() == labels.size());
  Units found = find_units(labels, groups);
  std::vector<std::uint32_t> number(found.classes.size());
  std::uint32_t next = 0;
  for (const int wanted : {kGood, kAnomalous, kGood | kAnomalous}) {
    const std::uint32_t first = next;
    for (std::size_t unit = 0; unit < number.size(); ++unit) {
      if (found.classes[unit] == wanted) {
        number[unit] = next++;
      }
    }
    if (next > first) {
      strata_.push_back({first, next});
    }
  }
  for (std::uint32_t& unit : found.of_sample) {
    unit = number[unit];
  }
  unit_of_sample_ = std::move(found.of_sample);
}

Resampling::Resampling(std::int64_t units) {
  if (units > 0) {
    strata_.push_back({0, static_cast<std::uint32_t>(units)});
  }
  for (std::uint32_t i = 0; i < units; ++i) {
    unit_of_sample_.push_back(i);
  }
}

void Resampling::draw(Rng& rng, Weights& weights) const {
  weights.assign(units(), 0);
  for (const Stratum& stratum : strata_) {
    SmallNumbers numbers(rng, stratum.size());
    for (std::uint32_t i = 0; i < stratum.size(); ++i) {
      ++weights[stratum.first + numbers.next()];
    }
  }
}

}  // namespace goodparts
