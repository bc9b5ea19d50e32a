#include "kernels/pro/pixel_sweep.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/distance/squared_distance.h"
#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/ranking_sums.h"
#include "kernels/ranking/sort_items.h"

namespace goodparts {
namespace {

double below(float value) { return std::nextafter(value, -std::numeric_limits<float>::infinity()); }

constexpr std::size_t kChunk = std::size_t{1} << 20U;
constexpr int kPageBits = 16;

std::uint32_t page_of(std::uint64_t item) { return static_cast<std::uint32_t>(item >> 48U); }
std::uint32_t key_of(std::uint64_t item) { return static_cast<std::uint32_t>(item >> 32U); }

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

// The steps of a page, in descending order. items: ascending; step: the last one before.
void add_steps(const std::vector<std::uint64_t>& items, const std::vector<std::uint32_t>& counts,
               const std::vector<double>& weights, std::int64_t fp_above, PixelStep& step,
               std::vector<PixelStep>& steps) {
  steps.clear();
  step.fp = fp_above;
  auto not_counted = counts.end();  // good pixels of these and higher keys are in step.fp
  for (std::size_t end = items.size(); end > 0;) {
    step.key = key_of(items[end - 1]);
    std::size_t begin = end;
    while (begin > 0 && key_of(items[begin - 1]) == step.key) {
      --begin;
    }
    const auto own = counts.begin() + (step.key & 0xFFFFU);
    step.fp_before = std::accumulate(own + 1, not_counted, step.fp);
    step.fp = step.fp_before + *own;
    not_counted = own;
    for (std::size_t i = begin; i < end; ++i) {
      step.pro += weights[static_cast<std::uint32_t>(items[i])];
    }
    step.tp += static_cast<std::int64_t>(end - begin);
    steps.push_back(step);
    end = begin;
  }
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
  assert(region >= 0 && region < regions());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t key = ordered_key(scores[i]);
    const std::uint64_t item = std::uint64_t{key} << 32U | static_cast<std::uint64_t>(region);
    lowest_ = std::min(lowest_, key);
    highest_ = std::max(highest_, key);
    ++defective_in_page_[page_of(item)];
    open_.push_back(item);
    if (open_.size() == kChunk) {
      close_chunk();
    }
  }
  defective_ += count;
}

void PixelSweep::close_chunk() {
  if (!open_.empty()) {
    sort_items(device_, open_, 48);
    chunks_.emplace_back(open_.begin(), open_.end());  // without the room to grow
    open_.clear();
  }
}

std::uint32_t PixelSweep::highest() const {
  const std::int64_t last = good_.total() - 1;
  return last < 0 ? highest_ : std::max(highest_, good_.keys_at(std::span(&last, 1)).front());
}

std::uint32_t PixelSweep::lowest() const {
  const std::int64_t first = 0;
  return good_.total() == 0 ? lowest_
                            : std::min(lowest_, good_.keys_at(std::span(&first, 1)).front());
}

// Moves what the chunks have of a page from their ends to `items`, in ascending order of keys; of
// equal ones in the order in which they came.
void PixelSweep::gather(std::uint32_t page, std::vector<std::size_t>& ends,
                        std::vector<std::uint64_t>& items) const {
  items.clear();
  for (std::size_t c = 0; c < chunks_.size(); ++c) {
    const std::vector<std::uint64_t>& chunk = chunks_[c];
    std::size_t begin = ends[c];
    while (begin > 0 && page_of(chunk[begin - 1]) == page) {
      --begin;
    }
    items.insert(items.end(), chunk.begin() + static_cast<std::ptrdiff_t>(begin),
                 chunk.begin() + static_cast<std::ptrdiff_t>(ends[c]));
    ends[c] = begin;
  }
  sort_items(device_, items, 32);
}

void PixelSweep::for_each_step(const Visit& visit) {
  close_chunk();
  std::vector<double> weights;
  for (const std::int64_t area : areas_) {
    weights.push_back(1.0 / (static_cast<double>(area) * static_cast<double>(areas_.size())));
  }
  std::vector<std::size_t> ends;
  for (const auto& chunk : chunks_) {
    ends.push_back(chunk.size());
  }
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(KeyHistogram::kPageKeys));
  std::vector<std::uint64_t> items;
  std::vector<PixelStep> steps;
  PixelStep step;
  std::int64_t fp_above = 0;  // in pages above
  for (std::uint32_t page = KeyHistogram::kPages; page-- > 0;) {
    if (defective_in_page_[page] > 0) {
      gather(page, ends, items);
      good_.page_counts(page, counts);
      add_steps(items, counts, weights, fp_above, step, steps);
      visit(steps);
    }
    fp_above += good_.page_total(page);
  }
}

PixelAreas PixelSweep::areas(const std::vector<double>& limits, const Visit& also) {
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  PixelAreas result;
  result.good = good_.total();
  result.defective = defective_;
  if (!defined()) {
    result.auroc = result.average_precision = kUndefined;
    result.aupro.assign(limits.size(), kUndefined);
    if (also) {
      for_each_step(also);
    }
    return result;
  }
  const auto good = static_cast<double>(result.good);
  const auto defective = static_cast<double>(result.defective);
  ProLine line(limits, value_of_key(highest()));
  RankingSums sums;
  PixelStep last;
  for_each_step([&](std::span<const PixelStep> steps) {
    for (const PixelStep& step : steps) {
      const float score = value_of_key(step.key);
      sums.add(last.tp, step.tp, step.fp_before, step.fp);
      line.extend(static_cast<double>(step.fp_before) / good, last.pro, score);
      line.extend(static_cast<double>(step.fp) / good, step.pro, below(score));
      last = step;
    }
    if (also) {
      also(steps);
    }
  });
  line.extend(1.0, last.pro, below(value_of_key(lowest())));
  result.auroc = 1.0 - static_cast<double>(sums.twice_losses()) / 2.0 / good / defective;
  result.average_precision = sums.precision_sum() / defective;
  result.aupro = line.means();
  result.curve = line.take_points();
  return result;
}

PixelAreas pixel_areas(const float* scores, const std::int32_t* regions, std::int64_t count,
                       std::int64_t region_count, const std::vector<double>& limits) {
  PixelSweep sweep;
  std::vector<std::int64_t> areas(static_cast<std::size_t>(region_count), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    if (regions[i] >= 0) {
      ++areas[static_cast<std::size_t>(regions[i])];
    }
  }
  for (const std::int64_t area : areas) {
    sweep.add_region(area);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    if (regions[i] >= 0) {
      sweep.add_defective(scores + i, 1, regions[i]);
    } else {
      sweep.add_good(scores + i, 1);
    }
  }
  return sweep.areas(limits);
}

}  // namespace goodparts
