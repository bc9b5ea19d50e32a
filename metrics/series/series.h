// Scores of one sensor or machine in the order of time, and the stretches that metrics of time
// series are about: unbroken time, labelled events, alarms.
//
// Where times are known, a step of more than `max_gap_seconds` breaks the series: nothing continues
// across it, neither an event nor an alarm nor a tolerance around an event.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace goodparts {

inline constexpr double kNoGap = std::numeric_limits<double>::infinity();

// Columns are parallel; one entry for each sample.
struct Series {
  std::string name;                 // for messages
  std::vector<double> scores;       // higher is more anomalous; finite
  std::vector<std::int8_t> labels;  // 0 normal, 1 anomalous
  std::vector<double> seconds;      // time of each sample, never decreasing; empty: not known
};

// Samples begin … end − 1.
struct Stretch {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t length() const { return end - begin; }
  bool operator==(const Stretch&) const = default;
};

// Throws Error(kData), naming the series and the sample, where columns differ in length or are
// empty, a score or a time is not finite, a label is neither 0 nor 1, or time runs backwards; and
// Error(kConfig) unless max_gap_seconds > 0.
void check_series(const Series& series, double max_gap_seconds);

// The stretches between gaps, in order; all samples belong to one.
std::vector<Stretch> unbroken_stretches(const Series& series, double max_gap_seconds);

// The longest runs of ones that lie within one unbroken stretch, in order.
std::vector<Stretch> runs_of_ones(std::span<const std::int8_t> ones,
                                  std::span<const Stretch> unbroken);

// A series at one threshold. Refers to the series' labels and times, which must outlive it.
struct FlaggedSeries {
  std::span<const std::int8_t> labels;
  std::span<const double> seconds;  // empty: not known
  std::vector<std::int8_t> flags;   // 1 where score > threshold
  std::vector<Stretch> unbroken;
  std::vector<Stretch> events;  // runs of anomalous samples
  std::vector<Stretch> alarms;  // runs of flagged samples
};

// Checks the series (see there for what is thrown). Also throws Error(kConfig) for a threshold that
// is NaN.
FlaggedSeries flag_series(const Series& series, double threshold, double max_gap_seconds = kNoGap);
FlaggedSeries flag_series(Series&& series, double threshold,
                          double max_gap_seconds = kNoGap) = delete;  // it would be gone

// For each of `stretches`, how many of the sorted, disjoint `others` share a sample with it.
std::vector<std::int64_t> count_overlaps(std::span<const Stretch> stretches,
                                         std::span<const Stretch> others);

}  // namespace goodparts
