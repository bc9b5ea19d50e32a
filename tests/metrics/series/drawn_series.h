// Series that the tests of this folder share.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "metrics/series/series.h"

namespace goodparts::testing {

// The series of golden_series.py; with its times, steps of more than 10 s are before samples 57 and
// 66.
inline Series drawn_series(bool with_times) {
  Series series;
  series.name = "drawn";
  series.labels.assign(120, 0);
  const std::vector<std::pair<int, int>> events = {{10, 11}, {14, 20}, {52, 60},
                                                   {63, 64}, {66, 70}, {100, 120}};
  for (const auto& [begin, end] : events) {
    std::fill(series.labels.begin() + begin, series.labels.begin() + end, std::int8_t{1});
  }
  for (int i = 0; i < 120; ++i) {
    const bool anomalous = series.labels[static_cast<std::size_t>(i)] == 1;
    series.scores.push_back((i * i * 37 + i * 11) % 101 / 4 / 4.0 +
                            (anomalous ? i % 3 * 2.0 : 0.0) + (i == 60 || i == 61 ? 3.0 : 0.0));
    if (with_times) {
      series.seconds.push_back(i * 2.0 + (i >= 57 ? 30.0 : 0.0) + (i >= 66 ? 100.0 : 0.0));
    }
  }
  return series;
}

// '1' is an anomalous sample in `labels`, a score of 1 in `flags`; other characters are 0.
inline Series text_series(std::string_view labels, std::string_view flags) {
  Series series;
  series.name = "text";
  for (const char label : labels) {
    series.labels.push_back(label == '1' ? 1 : 0);
  }
  for (const char flag : flags) {
    series.scores.push_back(flag == '1' ? 1.0 : 0.0);
  }
  return series;
}

}  // namespace goodparts::testing
