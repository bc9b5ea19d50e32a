// Gaps in the time column of a recording.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/tabular/csv_table.h"

namespace goodparts {

struct TimeGaps {
  std::int64_t gaps = 0;       // steps longer than 5 × the median step
  std::int64_t backwards = 0;  // steps back in time
  double longest = 0.0;        // seconds; of the gaps
};

// Times are numbers (seconds) or dates as ISO 8601 writes them: 2020-03-09 10:14:33.5, with T or
// a blank, with or without a fraction and a Z. Throws Error(kData) naming the cell.
TimeGaps find_time_gaps(const CsvTable& table, std::size_t time_column);

// One sentence for all recordings, or "" where there is nothing to say.
struct RecordingGaps {
  std::string name;
  TimeGaps found;
};
std::string describe_time_gaps(const std::vector<RecordingGaps>& recordings);

}  // namespace goodparts
