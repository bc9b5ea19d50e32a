// What the page is given: the runs as compact JSON that reports/html/ui reads (src/data.js names
// the same keys).
//
// Numbers are rounded to the digits that can be seen, rates are [count, total, low, high], and
// tables are stored by column. NaN becomes null. Findings and the decision keep the keys that they
// have in result.json; they are null where a result has none. Curves and sweeps of all units share
// a budget of points, so that reports on many units (thirty-four files, fifty runs) do not outgrow
// a browser.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "reports/leaderboard.h"
#include "reports/run_record.h"

namespace goodparts {

struct DetailLimits {  // for each unit; first and last points are always kept
  std::size_t curve_points = 400;
  std::size_t sweep_rows = 200;
};

DetailLimits detail_limits(const std::vector<RunRecord>& runs);

nlohmann::ordered_json run_json(const RunRecord& run, const DetailLimits& limits);
nlohmann::ordered_json leaderboard_json(const std::vector<LeaderboardRow>& rows);

// Its first `shown` images.
nlohmann::ordered_json gallery_json(const RunRecord& run, std::size_t shown);

}  // namespace goodparts
