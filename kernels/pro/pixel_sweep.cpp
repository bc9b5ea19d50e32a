#include "kernels/pro/pixel_sweep.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/distance/squared_distance.h"
#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/ranking_sums.h"
#include "kernels/ranking/sort_items.h"

namespace goodparts {
namespace {

double below(float value) { return std::nextafter(value, -std::numeric_limits<float>::infinity()); }

// Counts before and after flagging the defective pixels of one score (and the good ones that tie
// with them).
struct Group {
  float score = 0.0F;
  std::int64_t tp_before = 0;
  std::int64_t tp = 0;
  std::int64_t fp_before = 0;
  std::int64_t fp = 0;
  double pro_before = 0.0;
  double pro = 0.0;
};

GOODPARTS_SIMD
bool all_finite(const float* values, std::int64_t count) {
  std::uint32_t bad = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, values + i, sizeof bits);
    bad |= (bits & 0x7F800000U) == 0x7F800000U ? 1U : 0U;
  }
  return bad == 0;
}

}  // namespace

std::int64_t first_not_finite(const float* values, std::int64_t count) {
  constexpr std::int64_t kBlock = 4096;
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t end = std::min(count, begin + kBlock);
    if (!all_finite(values + begin, end - begin)) {
      return std::find_if(values + begin, values + end,
                          [](float value) { return !std::isfinite(value); }) -
             values;
    }
  }
  return -1;
}

void PixelSweep::add_defective(const float* scores, std::int64_t count, std::int64_t region) {
  assert(!good_ && region >= 0 && region < static_cast<std::int64_t>(areas_.size()));
  for (std::int64_t i = 0; i < count; ++i) {
    defective_.push_back(std::uint64_t{ordered_key(scores[i])} << 32U |
                         static_cast<std::uint64_t>(region));
  }
}

void PixelSweep::end_of_defective() {
  sort_items(device_, defective_, 32);
  std::vector<std::uint32_t> keys;
  for (const std::uint64_t item : defective_) {
    const auto key = static_cast<std::uint32_t>(item >> 32U);
    if (keys.empty() || keys.back() != key) {
      keys.push_back(key);
    }
  }
  good_.emplace(std::move(keys));
}

void PixelSweep::add_good(const float* scores, std::int64_t count, int threads) {
  assert(good_);
  good_->add(scores, count, threads);
}

// In descending order. Between groups only the false positive rate moves.
template <class Visit>
void PixelSweep::for_each_group(const Visit& visit) const {
  std::vector<double> weights;
  for (const std::int64_t area : areas_) {
    weights.push_back(1.0 / (static_cast<double>(area) * static_cast<double>(areas_.size())));
  }
  auto next = defective_.rbegin();
  Group group;
  for (std::int64_t i = good_->size() - 1; i >= 0; --i) {
    const std::uint32_t key = good_->key(i);
    group.score = value_of_key(key);
    group.tp_before = group.tp;
    group.fp_before = group.fp + good_->between(i + 1);
    group.fp = group.fp_before + good_->equal(i);
    group.pro_before = group.pro;
    for (; next != defective_.rend() && *next >> 32U == key; ++next) {
      group.pro += weights[static_cast<std::uint32_t>(*next)];
      ++group.tp;
    }
    visit(group);
  }
}

PixelAreas PixelSweep::areas(const std::vector<double>& limits) {
  assert(good_);
  good_->finish();
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  PixelAreas result;
  result.good = good_->total();
  result.defective = static_cast<std::int64_t>(defective_.size());
  if (result.good == 0 || result.defective == 0) {
    result.auroc = result.average_precision = kUndefined;
    result.aupro.assign(limits.size(), kUndefined);
    return result;
  }
  const auto good = static_cast<double>(result.good);
  const auto defective = static_cast<double>(result.defective);
  ProLine line(limits, value_of_key(std::max(good_->highest(), good_->key(good_->size() - 1))));
  RankingSums sums;
  double pro = 0.0;
  for_each_group([&](const Group& group) {
    sums.add(group.tp_before, group.tp, group.fp_before, group.fp);
    line.extend(static_cast<double>(group.fp_before) / good, group.pro_before, group.score);
    line.extend(static_cast<double>(group.fp) / good, group.pro, below(group.score));
    pro = group.pro;
  });
  line.extend(1.0, pro, below(value_of_key(good_->lowest())));
  result.auroc = 1.0 - static_cast<double>(sums.twice_losses()) / 2.0 / good / defective;
  result.average_precision = sums.precision_sum() / defective;
  result.aupro = line.means();
  result.curve = line.take_points();
  return result;
}

PixelAreas pixel_areas(const float* scores, const std::int32_t* regions, std::int64_t count,
                       std::int64_t region_count, const std::vector<double>& limits, int threads) {
  PixelSweep sweep;
  std::vector<std::int64_t> areas(static_cast<std::size_t>(region_count), 0);
  std::vector<float> good;
  good.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    if (regions[i] >= 0) {
      ++areas[static_cast<std::size_t>(regions[i])];
    } else {
      good.push_back(scores[i]);
    }
  }
  for (const std::int64_t area : areas) {
    sweep.add_region(area);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    if (regions[i] >= 0) {
      sweep.add_defective(scores + i, 1, regions[i]);
    }
  }
  sweep.end_of_defective();
  sweep.add_good(good.data(), static_cast<std::int64_t>(good.size()), threads);
  return sweep.areas(limits);
}

}  // namespace goodparts
