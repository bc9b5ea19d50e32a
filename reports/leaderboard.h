// The lines of a leaderboard: runs that differ only by seed share one, with mean and standard
// deviation.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reports/run_record.h"

namespace goodparts {

// The metrics of result.json in the order in which tables show them.
inline constexpr const char* kMetricNames[] = {
    "sample_auroc", "sample_ap", "sample_f1_max",    "sample_fpr_at_95tpr",
    "pixel_auroc",  "pixel_ap",  "pixel_aupro_0.30", "pixel_aupro_0.05",
};

// kMetricNames, then what else any run has, in the order of first appearance.
std::vector<std::string> metric_names(const std::vector<RunRecord>& runs);

// Whether a metric comes from a threshold tuned on the test labels.
bool is_oracle_metric(const std::string& name);

// NaN where the run does not have it.
double metric(const NamedValues& metrics, const std::string& name);

struct Spread {
  double mean = kUndefined;       // over the runs that have the value
  double deviation = kUndefined;  // with n − 1; NaN for fewer than two runs
  std::int64_t runs = 0;
  double low =
      kUndefined;  // 95 % t-interval of the mean (metrics/uncertainty/seeds.h); NaN as above
  double high = kUndefined;
};

Spread spread(const std::vector<double>& values);  // leaves NaN out

// A rate over runs. Runs of several seeds share their test parts, so counts are not added up: the
// interval is the widest, from the lowest low to the highest high.
struct RateSpread {
  Spread rate;
  double low = 0.0;
  double high = 1.0;
  std::int64_t fewest_parts = 0;
  std::int64_t most_parts = 0;
};

struct LeaderboardRow {
  std::vector<std::size_t> runs;  // indices; ascending seeds
  std::vector<std::pair<std::string, Spread>> metrics;
  RateSpread false_positive_rate;  // at the chosen threshold
  RateSpread recall;
  Spread samples_per_second;
  Spread latency_p50_ms;
  Spread fit_seconds;
};

// Rows in the order in which their first run was added. Two runs share a row when method, backbone,
// dataset and configuration agree but for `seed` and `output`, and their seeds differ.
std::vector<LeaderboardRow> leaderboard(const std::vector<RunRecord>& runs);

}  // namespace goodparts
