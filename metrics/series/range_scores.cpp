#include "metrics/series/range_scores.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Σ i for i = 1 … count
double triangle(std::int64_t count) {
  return static_cast<double>(count) * static_cast<double>(count + 1) / 2.0;
}

// Weight of the first `count` of `length` samples.
double weight_of_first(RangeBias bias, std::int64_t count, std::int64_t length) {
  switch (bias) {
    case RangeBias::kFlat:
      return static_cast<double>(count);
    case RangeBias::kFront:
      return triangle(length) - triangle(length - count);
    case RangeBias::kBack:
      return triangle(count);
    case RangeBias::kMiddle: {
      const std::int64_t rising = (length + 1) / 2;  // samples whose weight is i
      const std::int64_t falling = length - rising;  // samples after them: falling … 1
      return triangle(std::min(count, rising)) + triangle(falling) -
             triangle(falling - std::max<std::int64_t>(count - rising, 0));
    }
  }
  return 0.0;
}

// Σ over `ranges` of α · existence + (1 − α) · γ · overlap with `others`.
double sum_of_rewards(std::span<const Stretch> ranges, std::span<const Stretch> others,
                      RangeBias bias, RangeCardinality cardinality, double alpha) {
  double sum = 0.0;
  std::size_t first = 0;  // the first of the others that does not end before the range begins
  for (const Stretch& range : ranges) {
    while (first < others.size() && others[first].end <= range.begin) {
      ++first;
    }
    double overlap = 0.0;
    std::int64_t count = 0;
    for (std::size_t i = first; i < others.size() && others[i].begin < range.end; ++i) {
      const std::int64_t begin = std::max(others[i].begin, range.begin) - range.begin;
      const std::int64_t end = std::min(others[i].end, range.end) - range.begin;
      overlap +=
          weight_of_first(bias, end, range.length()) - weight_of_first(bias, begin, range.length());
      ++count;
    }
    if (count == 0) {
      continue;
    }
    const double factor =
        cardinality == RangeCardinality::kReciprocal ? 1.0 / static_cast<double>(count) : 1.0;
    const double share = overlap / weight_of_first(bias, range.length(), range.length());
    sum += alpha + (1.0 - alpha) * factor * share;
  }
  return sum;
}

}  // namespace

void RangeSums::add(const RangeSums& other) {
  recall += other.recall;
  precision += other.precision;
  events += other.events;
  alarms += other.alarms;
}

RangeSums range_sums(const FlaggedSeries& series, const RangeOptions& options) {
  if (!(options.alpha >= 0.0 && options.alpha <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("the weight of existence in range-based recall (alpha) must be between "
                            "0 and 1, got {}",
                            options.alpha));
  }
  RangeSums sums;
  sums.events = std::ssize(series.events);
  sums.alarms = std::ssize(series.alarms);
  sums.recall = sum_of_rewards(series.events, series.alarms, options.recall_bias,
                               options.cardinality, options.alpha);
  sums.precision = sum_of_rewards(series.alarms, series.events, options.precision_bias,
                                  options.cardinality, 0.0);
  return sums;
}

RangeScores range_scores(const RangeSums& sums) {
  RangeScores scores;
  if (sums.alarms > 0) {
    scores.precision = sums.precision / static_cast<double>(sums.alarms);
  }
  if (sums.events == 0) {
    return scores;
  }
  scores.recall = sums.recall / static_cast<double>(sums.events);
  const double both = sums.alarms > 0 ? scores.precision + scores.recall : 0.0;
  scores.f1 = both > 0.0 ? 2.0 * scores.precision * scores.recall / both : 0.0;
  return scores;
}

}  // namespace goodparts
