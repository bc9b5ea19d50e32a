#include "metrics/series/series.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

[[noreturn]] void refuse(const Series& series, const std::string& what) {
  throw Error(ErrorKind::kData, fmt::format("series '{}': {}", series.name, what));
}

void check_lengths(const Series& series) {
  const std::size_t size = series.scores.size();
  if (size == 0) {
    refuse(series, "has no samples; leave it out");
  }
  if (series.labels.size() != size) {
    refuse(series, fmt::format("{} scores but {} labels; each sample needs both", size,
                               series.labels.size()));
  }
  if (!series.seconds.empty() && series.seconds.size() != size) {
    refuse(series, fmt::format("{} scores but {} times; give a time for each sample or none", size,
                               series.seconds.size()));
  }
}

}  // namespace

void check_series(const Series& series, double max_gap_seconds) {
  if (!(max_gap_seconds > 0.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("the largest gap between samples of a series must be more than 0 s, "
                            "got {}",
                            max_gap_seconds));
  }
  check_lengths(series);
  for (std::size_t i = 0; i < series.scores.size(); ++i) {
    if (!std::isfinite(series.scores[i])) {
      refuse(series, fmt::format("score {} of sample {} is not a finite number; remove the sample "
                                 "or score it",
                                 series.scores[i], i));
    }
    if (series.labels[i] != 0 && series.labels[i] != 1) {
      refuse(series, fmt::format("label {} of sample {} is neither 0 (normal) nor 1 (anomalous)",
                                 static_cast<int>(series.labels[i]), i));
    }
  }
  for (std::size_t i = 0; i < series.seconds.size(); ++i) {
    if (!std::isfinite(series.seconds[i])) {
      refuse(series,
             fmt::format("time {} of sample {} is not a finite number", series.seconds[i], i));
    }
    if (i > 0 && series.seconds[i] < series.seconds[i - 1]) {
      refuse(series, fmt::format("sample {} at {} s is earlier than the sample before it at {} s; "
                                 "sort the samples by time",
                                 i, series.seconds[i], series.seconds[i - 1]));
    }
  }
}

std::vector<Stretch> unbroken_stretches(const Series& series, double max_gap_seconds) {
  std::vector<Stretch> stretches;
  const std::int64_t size = std::ssize(series.scores);
  std::int64_t begin = 0;
  for (std::size_t i = 1; i < series.seconds.size(); ++i) {
    if (series.seconds[i] - series.seconds[i - 1] > max_gap_seconds) {
      stretches.push_back({begin, static_cast<std::int64_t>(i)});
      begin = static_cast<std::int64_t>(i);
    }
  }
  if (begin < size) {
    stretches.push_back({begin, size});
  }
  return stretches;
}

std::vector<Stretch> runs_of_ones(std::span<const std::int8_t> ones,
                                  std::span<const Stretch> unbroken) {
  std::vector<Stretch> runs;
  for (const Stretch& stretch : unbroken) {
    std::int64_t begin = stretch.begin;
    for (std::int64_t i = stretch.begin; i <= stretch.end; ++i) {
      if (i < stretch.end && ones[static_cast<std::size_t>(i)] != 0) {
        continue;
      }
      if (begin < i) {
        runs.push_back({begin, i});
      }
      begin = i + 1;
    }
  }
  return runs;
}

FlaggedSeries flag_series(const Series& series, double threshold, double max_gap_seconds) {
  check_series(series, max_gap_seconds);
  if (std::isnan(threshold)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("series '{}': the threshold is not a number", series.name));
  }
  FlaggedSeries flagged;
  flagged.labels = series.labels;
  flagged.seconds = series.seconds;
  flagged.flags.reserve(series.scores.size());
  for (const double score : series.scores) {
    flagged.flags.push_back(score > threshold ? 1 : 0);
  }
  flagged.unbroken = unbroken_stretches(series, max_gap_seconds);
  flagged.events = runs_of_ones(flagged.labels, flagged.unbroken);
  flagged.alarms = runs_of_ones(flagged.flags, flagged.unbroken);
  return flagged;
}

std::vector<std::int64_t> count_overlaps(std::span<const Stretch> stretches,
                                         std::span<const Stretch> others) {
  std::vector<std::int64_t> counts;
  counts.reserve(stretches.size());
  std::size_t first = 0;  // the first of the others that does not end before the stretch begins
  for (const Stretch& stretch : stretches) {
    while (first < others.size() && others[first].end <= stretch.begin) {
      ++first;
    }
    std::size_t last = first;
    while (last < others.size() && others[last].begin < stretch.end) {
      ++last;
    }
    counts.push_back(static_cast<std::int64_t>(last - first));
  }
  return counts;
}

}  // namespace goodparts
