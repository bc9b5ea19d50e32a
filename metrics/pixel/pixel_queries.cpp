#include "metrics/pixel/pixel_queries.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/ranking/ordered_key.h"

namespace goodparts {

float float_below(double threshold) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto nearest = static_cast<float>(threshold);
  return static_cast<double>(nearest) > threshold ? std::nextafter(nearest, -kInfinity) : nearest;
}

std::size_t PixelQueries::add(std::uint32_t key) {
  assert(!sorted_);
  queries_.push_back({key, queries_.size(), {}});
  return queries_.size() - 1;
}

std::size_t PixelQueries::add_threshold(double threshold) {
  assert(!std::isnan(threshold));
  return add(ordered_key(float_below(threshold)));
}

void PixelQueries::sort() {
  if (!sorted_) {
    std::stable_sort(queries_.begin(), queries_.end(),
                     [](const Query& a, const Query& b) { return a.key > b.key; });
    sorted_ = true;
  }
}

void PixelQueries::see(std::span<const PixelStep> steps) {
  sort();
  for (const PixelStep& step : steps) {
    for (; next_ < queries_.size() && queries_[next_].key >= step.key; ++next_) {
      queries_[next_].above = {0, last_.tp, last_.pro};
    }
    last_ = step;
  }
}

std::vector<PixelsAbove> PixelQueries::answers(const KeyHistogram& good) {
  sort();
  std::vector<std::uint32_t> keys;
  for (auto query = queries_.rbegin(); query != queries_.rend(); ++query) {
    keys.push_back(query->key);
  }
  const std::vector<std::int64_t> fp = good.above(keys);
  std::vector<PixelsAbove> answers(queries_.size());
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    Query& query = queries_[i];
    if (i >= next_) {  // below all defective pixels
      query.above = {0, last_.tp, last_.pro};
    }
    query.above.fp = fp[queries_.size() - 1 - i];
    answers[query.number] = query.above;
  }
  return answers;
}

}  // namespace goodparts
