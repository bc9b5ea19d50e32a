#include "metrics/findings/series_findings.h"

namespace goodparts {

bool is_series(const ScoreTable& table, const UnitRows& rows, const UnitEvaluation& unit) {
  return table.in_time_order && unit.choice.available && !rows.test.empty() &&
         rows.unlabelled.empty();
}

Series series_of(const ScoreTable& table, const UnitRows& rows) {
  Series series;
  series.name = rows.name;
  for (const std::size_t row : rows.test) {
    series.scores.push_back(table.score[row]);
    series.labels.push_back(table.label[row]);
    if (!table.seconds.empty()) {
      series.seconds.push_back(table.seconds[row]);
    }
  }
  return series;
}

void add_series(const ScoreTable& table, const std::vector<UnitRows>& rows,
                const Evaluation& evaluation, const FindingsOptions& options, Findings& findings) {
  std::vector<Series> series;
  std::vector<double> thresholds;
  std::vector<std::size_t> units;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_series(table, rows[i], evaluation.units[i])) {
      series.push_back(series_of(table, rows[i]));
      thresholds.push_back(evaluation.units[i].choice.threshold);
      units.push_back(i);
    }
  }
  if (series.empty()) {
    return;
  }
  SeriesOptions settings;
  settings.max_gap_seconds = options.max_gap_seconds;
  settings.nab.probation = 0.0;                // the test split begins after training
  settings.nab.windows = NabWindows::kEvents;  // labels are stretches, not single samples
  SeriesSetMetrics found = series_metrics(series, thresholds, settings);
  for (std::size_t i = 0; i < units.size(); ++i) {
    findings.units[units[i]].series = std::move(found.series[i]);
  }
  findings.series = std::move(found.pooled);
}

}  // namespace goodparts
