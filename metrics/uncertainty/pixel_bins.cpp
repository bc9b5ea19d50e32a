#include "metrics/uncertainty/pixel_bins.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace goodparts {
namespace {

constexpr std::uint32_t kSlots = 65536;

std::vector<float> sorted(std::span<const float> scores) {
  std::vector<float> result(scores.begin(), scores.end());
  std::sort(result.begin(), result.end());
  return result;
}

// `count` edges that part the scores evenly. A score that more than one edge falls on gets a bin of
// its own.
void add_quantiles(std::span<const float> sorted, std::int64_t count, std::vector<float>& edges) {
  float before = std::numeric_limits<float>::quiet_NaN();
  for (std::int64_t i = 1; i <= count && !sorted.empty(); ++i) {
    const float edge = sorted[static_cast<std::size_t>(i * std::ssize(sorted) / (count + 1))];
    edges.push_back(edge == before ? std::nextafter(edge, std::numeric_limits<float>::infinity())
                                   : edge);
    before = edge;
  }
}

}  // namespace

PixelBins::PixelBins(std::vector<float> edges) : edges_(std::move(edges)) {
  assert(edges_.size() < kSlots);
  assert(std::adjacent_find(edges_.begin(), edges_.end(), std::greater_equal<>()) == edges_.end());
  if (edges_.empty()) {
    return;
  }
  first_key_ = ordered_key(edges_.front());
  const std::uint32_t range = ordered_key(edges_.back()) - first_key_;
  while ((range >> shift_) >= kSlots) {
    ++shift_;
  }
  start_.resize((range >> shift_) + 2);
  std::size_t edge = 0;
  for (std::size_t slot = 0; slot < start_.size(); ++slot) {
    while (edge < edges_.size() && (ordered_key(edges_[edge]) - first_key_) >> shift_ < slot) {
      ++edge;
    }
    start_[slot] = static_cast<std::uint16_t>(edge);
  }
}

PixelBins choose_pixel_bins(std::span<const float> good, std::span<const float> defective,
                            std::int64_t bins) {
  assert(bins >= 4 && bins <= kSlots);
  const std::vector<float> sorted_good = sorted(good);
  std::vector<float> edges;
  add_quantiles(sorted(defective), bins / 2, edges);
  add_quantiles(sorted_good, bins / 4, edges);
  const std::size_t top = (sorted_good.size() + 19) / 20;
  add_quantiles(std::span(sorted_good).last(top), bins - bins / 2 - bins / 4 - 1, edges);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return PixelBins(std::move(edges));
}

}  // namespace goodparts
