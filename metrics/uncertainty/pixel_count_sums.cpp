#include "metrics/uncertainty/pixel_count_sums.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "kernels/pro/pro_line.h"
#include "kernels/ranking/ranking_sums.h"
#include "metrics/evaluation.h"

namespace goodparts {
namespace {

template <class Sum, class Count>
void add_weighted(const std::vector<Count>& counts, std::uint32_t weight, std::vector<Sum>& sums) {
  assert(counts.empty() || counts.size() == sums.size());
  for (std::size_t b = 0; b < counts.size(); ++b) {
    sums[b] += static_cast<Sum>(counts[b]) * static_cast<Sum>(weight);
  }
}

std::int64_t total(const std::vector<std::uint64_t>& counts) {
  return static_cast<std::int64_t>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

}  // namespace

void PixelCountSums::clear(std::size_t bins) {
  good_.assign(bins, 0);
  defective_.assign(bins, 0);
  overlap_.assign(bins, 0.0);
  regions_ = 0;
}

void PixelCountSums::add(const ImagePixelCounts& image, std::uint32_t weight) {
  if (weight == 0) {
    return;
  }
  add_weighted(image.good, weight, good_);
  add_weighted(image.defective, weight, defective_);
  add_weighted(image.overlap, weight, overlap_);
  regions_ += image.regions * static_cast<std::int64_t>(weight);
}

void PixelCountSums::values(std::span<const double> limits, std::span<double> out) const {
  assert(out.size() == 2 + limits.size());
  std::fill(out.begin(), out.end(), kUndefined);
  const std::int64_t good = total(good_);
  const std::int64_t defective = total(defective_);
  if (good == 0 || defective == 0) {
    return;
  }
  RankingSums sums;
  std::vector<LimitedArea> areas(limits.begin(), limits.end());
  std::int64_t tp = 0;
  std::int64_t fp = 0;
  double overlap = 0.0;
  for (std::size_t b = good_.size(); b-- > 0;) {
    const std::int64_t tp_before = tp;
    const std::int64_t fp_before = fp;
    const double overlap_before = overlap;
    tp += static_cast<std::int64_t>(defective_[b]);
    fp += static_cast<std::int64_t>(good_[b]);
    overlap += overlap_[b];
    if (tp > tp_before) {
      sums.add(tp_before, tp, fp_before, fp);
    }
    for (LimitedArea& area : areas) {
      area.add(static_cast<double>(fp_before) / static_cast<double>(good), overlap_before,
               static_cast<double>(fp) / static_cast<double>(good), overlap);
    }
  }
  const double pairs = static_cast<double>(good) * static_cast<double>(defective);
  out[0] = 1.0 - static_cast<double>(sums.twice_losses()) / 2.0 / pairs;
  out[1] = sums.precision_sum() / static_cast<double>(defective);
  for (std::size_t i = 0; i < areas.size() && regions_ > 0; ++i) {
    out[2 + i] = areas[i].mean() / static_cast<double>(regions_);
  }
}

}  // namespace goodparts
