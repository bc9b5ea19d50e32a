// Gaps in the time column of a recording.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/tabular/csv_table.h"

namespace goodparts {

// Seconds, from numbers (seconds) or dates as ISO 8601 writes them: 2020-03-09 10:14:33.5, with T
// or a blank, with or without a fraction and a Z. Nothing for other text.
std::optional<double> parse_time(std::string_view cell);

struct TimeGaps {
  std::int64_t gaps = 0;       // steps longer than 5 × the median step
  std::int64_t backwards = 0;  // steps back in time
  double longest = 0.0;        // seconds; of the gaps
};

// Throws Error(kData) naming a cell that is no time.
TimeGaps find_time_gaps(const CsvTable& table, std::size_t time_column);

// One sentence for all recordings, or "" where there is nothing to say.
struct RecordingGaps {
  std::string name;
  TimeGaps found;
};
std::string describe_time_gaps(const std::vector<RecordingGaps>& recordings);

}  // namespace goodparts
