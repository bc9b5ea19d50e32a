#include "reports/leaderboard.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>
#include <tuple>

#include "metrics/uncertainty/seeds.h"

namespace goodparts {
namespace {

// The configuration without what may differ between seeds: the top-level entries `seed` and
// `output` with all that is indented below them.
std::string comparable_config(const std::string& yaml) {
  std::istringstream lines(yaml);
  std::string kept;
  std::string line;
  bool skipping = false;
  while (std::getline(lines, line)) {
    const bool top_level = !line.empty() && line[0] != ' ' && line[0] != '-' && line[0] != '#';
    if (top_level) {
      skipping = line.rfind("seed:", 0) == 0 || line.rfind("output:", 0) == 0;
    }
    if (!skipping) {
      kept += line + '\n';
    }
  }
  return kept;
}

using Key = std::tuple<std::string, std::string, std::string, std::string>;

Key key_of(const RunRecord& run) {
  return {run.method, run.backbone, run.dataset, comparable_config(run.config_yaml)};
}

Spread spread_of(const std::vector<RunRecord>& runs, const std::vector<std::size_t>& chosen,
                 const std::function<double(const RunRecord&)>& value) {
  std::vector<double> values;
  for (const std::size_t index : chosen) {
    values.push_back(value(runs[index]));
  }
  return spread(values);
}

RateSpread rate_spread(const std::vector<RunRecord>& runs, const std::vector<std::size_t>& chosen,
                       Rate OperatingPoint::*rate) {
  RateSpread result;
  std::vector<double> values;
  for (const std::size_t index : chosen) {
    const Evaluation& evaluation = runs[index].evaluation;
    const Rate& one = evaluation.at_choice.*rate;
    if (!evaluation.has_choice || one.total == 0) {
      continue;
    }
    const bool first = values.empty();
    values.push_back(one.value);
    result.low = first ? one.low : std::min(result.low, one.low);
    result.high = first ? one.high : std::max(result.high, one.high);
    result.fewest_parts = first ? one.total : std::min(result.fewest_parts, one.total);
    result.most_parts = std::max(result.most_parts, one.total);
  }
  result.rate = spread(values);
  return result;
}

void summarise(const std::vector<RunRecord>& runs, const std::vector<std::string>& names,
               LeaderboardRow& row) {
  for (const std::string& name : names) {
    row.metrics.emplace_back(name, spread_of(runs, row.runs, [&](const RunRecord& run) {
                               return metric(run.evaluation.metrics, name);
                             }));
  }
  const auto timing = [&](double Timings::*field) {
    return spread_of(runs, row.runs, [&](const RunRecord& run) { return run.timings.*field; });
  };
  row.false_positive_rate = rate_spread(runs, row.runs, &OperatingPoint::false_positive_rate);
  row.recall = rate_spread(runs, row.runs, &OperatingPoint::recall);
  row.samples_per_second = timing(&Timings::samples_per_second);
  row.latency_p50_ms = timing(&Timings::latency_p50_ms);
  row.fit_seconds = timing(&Timings::fit_seconds);
}

}  // namespace

std::vector<std::string> metric_names(const std::vector<RunRecord>& runs) {
  std::vector<std::string> names(std::begin(kMetricNames), std::end(kMetricNames));
  for (const RunRecord& run : runs) {
    for (const auto& [name, value] : run.evaluation.metrics) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  return names;
}

bool is_oracle_metric(const std::string& name) {
  return name.find("f1_max") != std::string::npos || name.find("fpr_at_") != std::string::npos;
}

double metric(const NamedValues& metrics, const std::string& name) {
  const auto found = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == metrics.end() ? kUndefined : found->second;
}

Spread spread(const std::vector<double>& values) {
  const SeedSpread seeds = seed_spread(values);
  return {seeds.mean, seeds.deviation, seeds.seeds, seeds.low, seeds.high};
}

std::vector<LeaderboardRow> leaderboard(const std::vector<RunRecord>& runs) {
  std::vector<LeaderboardRow> rows;
  std::vector<Key> keys;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Key key = key_of(runs[i]);
    std::size_t row = 0;
    const auto has_seed = [&](std::size_t other) { return runs[other].seed == runs[i].seed; };
    while (row < rows.size() && (keys[row] != key || std::any_of(rows[row].runs.begin(),
                                                                 rows[row].runs.end(), has_seed))) {
      ++row;
    }
    if (row == rows.size()) {
      rows.emplace_back();
      keys.push_back(key);
    }
    rows[row].runs.push_back(i);
  }
  const std::vector<std::string> names = metric_names(runs);
  for (LeaderboardRow& row : rows) {
    std::stable_sort(row.runs.begin(), row.runs.end(),
                     [&](std::size_t a, std::size_t b) { return runs[a].seed < runs[b].seed; });
    summarise(runs, names, row);
  }
  return rows;
}

}  // namespace goodparts
