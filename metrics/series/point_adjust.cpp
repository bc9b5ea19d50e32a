#include "metrics/series/point_adjust.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace goodparts {
namespace {

std::int64_t sum(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

double f1(double tp, double fp, double anomalous) {
  return 2.0 * tp / (tp + fp + anomalous);  // the sum is TP + FP + TP + FN
}

// Events of equal length have equal chances, so they are looked at once.
struct LengthCount {
  double length;
  double events;
};

std::vector<LengthCount> group_lengths(std::vector<std::int64_t> lengths) {
  std::sort(lengths.begin(), lengths.end());
  std::vector<LengthCount> groups;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (i == 0 || lengths[i] != lengths[i - 1]) {
      groups.push_back({static_cast<double>(lengths[i]), 0.0});
    }
    groups.back().events += 1.0;
  }
  return groups;
}

double noise_f1(const std::vector<LengthCount>& groups, std::int64_t normal, double rate) {
  double tp = 0.0;
  double anomalous = 0.0;
  for (const LengthCount& group : groups) {
    const double samples = group.length * group.events;
    tp += samples * (1.0 - std::pow(1.0 - rate, group.length));
    anomalous += samples;
  }
  return f1(tp, rate * static_cast<double>(normal), anomalous);
}

}  // namespace

void PointAdjustCounts::add(const PointAdjustCounts& other) {
  normal += other.normal;
  flagged += other.flagged;
  false_alarms += other.false_alarms;
  event_lengths.insert(event_lengths.end(), other.event_lengths.begin(), other.event_lengths.end());
  event_flagged.insert(event_flagged.end(), other.event_flagged.begin(), other.event_flagged.end());
}

PointAdjustCounts count_point_adjust(const FlaggedSeries& series) {
  PointAdjustCounts counts;
  for (std::size_t i = 0; i < series.flags.size(); ++i) {
    const bool normal = series.labels[i] == 0;
    counts.normal += normal ? 1 : 0;
    counts.flagged += series.flags[i];
    counts.false_alarms += normal ? series.flags[i] : 0;
  }
  for (const Stretch& event : series.events) {
    counts.event_lengths.push_back(event.length());
    counts.event_flagged.push_back(std::count(series.flags.begin() + event.begin,
                                              series.flags.begin() + event.end, std::int8_t{1}));
  }
  return counts;
}

double point_adjusted_f1(const PointAdjustCounts& counts, double percent) {
  assert(percent >= 0.0 && percent <= 100.0);
  if (counts.event_lengths.empty()) {
    return kUndefined;
  }
  std::int64_t tp = 0;
  for (std::size_t e = 0; e < counts.event_lengths.size(); ++e) {
    const bool adjusted = 100.0 * static_cast<double>(counts.event_flagged[e]) >
                          percent * static_cast<double>(counts.event_lengths[e]);
    tp += adjusted ? counts.event_lengths[e] : counts.event_flagged[e];
  }
  return f1(static_cast<double>(tp), static_cast<double>(counts.false_alarms),
            static_cast<double>(sum(counts.event_lengths)));
}

double point_adjusted_f1_area(const PointAdjustCounts& counts) {
  double area = 0.0;
  for (int percent = 0; percent <= 100; ++percent) {
    const double weight = percent == 0 || percent == 100 ? 0.5 : 1.0;
    area += weight * point_adjusted_f1(counts, percent);
  }
  return area / 100.0;
}

double noise_point_adjusted_f1(const PointAdjustCounts& counts, double rate) {
  return counts.event_lengths.empty()
             ? kUndefined
             : noise_f1(group_lengths(counts.event_lengths), counts.normal, rate);
}

PointAdjusted point_adjusted(const PointAdjustCounts& counts) {
  PointAdjusted result;
  if (counts.event_lengths.empty()) {
    return result;
  }
  result.f1 = point_adjusted_f1(counts);
  result.f1_area = point_adjusted_f1_area(counts);
  const auto samples = static_cast<double>(counts.normal + sum(counts.event_lengths));
  const std::vector<LengthCount> groups = group_lengths(counts.event_lengths);
  result.noise_same_rate =
      noise_f1(groups, counts.normal, static_cast<double>(counts.flagged) / samples);
  result.noise_best = 0.0;
  for (int i = 0; i <= 500; ++i) {
    result.noise_best =
        std::max(result.noise_best, noise_f1(groups, counts.normal, std::pow(10.0, -i / 100.0)));
  }
  return result;
}

}  // namespace goodparts
