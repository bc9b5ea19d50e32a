// One unit of a dataset, fitted and scored.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "experiments/store/score_file.h"
#include "methods/detector.h"
#include "metrics/score_table.h"

namespace goodparts {

struct UnitTimings {
  double fit_seconds = 0.0;
  double fit_cpu_seconds = 0.0;  // of all threads
  double score_cpu_seconds = 0.0;
  double score_seconds = 0.0;
  std::int64_t scored = 0;
  std::vector<double> latencies_ms;
};

// Scores every sample of `source` in blocks, in order.
using ScoreReceiver = std::function<void(std::int64_t index, const SampleScore& score)>;
void score_all(const Context& context, const Detector& detector, const SampleSource& source,
               const std::string& task, const ScoreReceiver& receive);

// Times up to `count` samples of `source`, spread evenly, one at a time, reading included.
// Milliseconds each.
std::vector<double> measure_latencies(const Context& context, const Detector& detector,
                                      const SampleSource& source, std::int64_t count);

// Nearest-rank percentile (0 < percent <= 100); NaN of nothing.
double percentile(std::vector<double> values, double percent);

// Collects the rows of a score table, unit after unit.
class ScoreTableBuilder {
 public:
  std::int64_t add(const std::string& unit, const SampleInfo& info, Split split, double score,
                   std::int8_t label, const std::string& defect);
  void set_control_limit(const std::string& unit, std::optional<double> limit);
  std::int64_t size() const { return static_cast<std::int64_t>(table_.size()); }
  void set_calibration_pixels(const std::string& unit, const PixelMoments& moments);
  // Condition columns are numeric where every known value is a number.
  ScoreTable take(bool in_time_order = false);

 private:
  ScoreTable table_;
  std::vector<std::vector<Condition>> conditions_;
};

}  // namespace goodparts
