#include "reports/csv/csv_report.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/atomic_file.h"
#include "reports/leaderboard.h"
#include "reports/text.h"

namespace goodparts {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;  // column, value

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string result = "\"";
  for (const char c : text) {
    result += c;
    if (c == '"') {
      result += c;
    }
  }
  return result + '"';
}

std::string number(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{:.6g}", value);
}

std::string exact(double value) {  // thresholds are compared with scores, so every digit counts
  return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

void add_rate(Cells& cells, const std::string& name, const std::string& count,
              const std::string& total, bool available, const Rate& rate) {
  const auto cell = [&](const std::string& column, const std::string& value) {
    cells.emplace_back(column, available ? value : std::string());
  };
  const bool defined = rate.total > 0;
  cell(name, defined ? number(rate.value) : "");
  cell(name + "_low95", defined ? number(rate.low) : "");
  cell(name + "_high95", defined ? number(rate.high) : "");
  cell(count, std::to_string(rate.count));
  cell(total, std::to_string(rate.total));
}

void add_counts(Cells& cells, const Evaluation& evaluation) {
  std::int64_t good = 0;
  std::int64_t anomalous = 0;
  std::int64_t calibration = 0;
  for (const UnitEvaluation& unit : evaluation.units) {
    good += unit.good;
    anomalous += unit.anomalous;
    calibration += unit.calibration;
  }
  cells.emplace_back("units", std::to_string(evaluation.units.size()));
  cells.emplace_back("test_good_parts", std::to_string(good));
  cells.emplace_back("test_anomalous_parts", std::to_string(anomalous));
  cells.emplace_back("held_out_good_parts", std::to_string(calibration));
}

Cells cells_of(const RunRecord& run, const std::vector<std::string>& metrics) {
  const Evaluation& evaluation = run.evaluation;
  Cells cells{{"name", run.name},
              {"path", run.path},
              {"method", run.method},
              {"backbone", run.backbone},
              {"dataset", run.dataset},
              {"protocol", run.protocol},
              {"seed", std::to_string(run.seed)}};
  for (const std::string& name : metrics) {
    cells.emplace_back(is_oracle_metric(name) ? name + "_oracle" : name,
                       number(metric(evaluation.metrics, name)));
  }
  add_counts(cells, evaluation);
  const OperatingPoint& at = evaluation.at_choice;
  const bool chosen = evaluation.has_choice;
  cells.emplace_back("threshold", chosen ? exact(at.threshold) : "");
  add_rate(cells, "false_positive_rate", "false_positives", "good_parts", chosen,
           at.false_positive_rate);
  add_rate(cells, "recall", "caught", "anomalous_parts", chosen, at.recall);
  cells.emplace_back("escapes", chosen ? std::to_string(at.fn) : "");
  add_rate(cells, "precision", "true_positives", "flagged_parts", chosen, at.precision);
  const Timings& timings = run.timings;
  cells.emplace_back("fit_seconds", number(timings.fit_seconds));
  cells.emplace_back("score_seconds", number(timings.score_seconds));
  cells.emplace_back("samples_per_second", number(timings.samples_per_second));
  cells.emplace_back("latency_p50_ms", number(timings.latency_p50_ms));
  cells.emplace_back("latency_p95_ms", number(timings.latency_p95_ms));
  cells.emplace_back("latency_p99_ms", number(timings.latency_p99_ms));
  cells.emplace_back("peak_memory_mib", number(timings.peak_memory_mib));
  cells.emplace_back("warnings", joined(run.warnings, "; "));
  return cells;
}

template <class Member>
std::string line(const Cells& cells, Member member) {
  std::vector<std::string> texts;
  for (const auto& cell : cells) {
    texts.push_back(quoted(cell.*member));
  }
  return joined(texts, ",") + "\r\n";
}

}  // namespace

void CsvReport::add(const RunRecord& run) {
  runs_.push_back(run);
  runs_.back().gallery.clear();
}

void CsvReport::finish() {
  const std::vector<std::string> metrics = metric_names(runs_);
  std::string text = line(cells_of(RunRecord(), metrics), &Cells::value_type::first);
  for (const RunRecord& run : runs_) {
    text += line(cells_of(run, metrics), &Cells::value_type::second);
  }
  write_file_atomically(path_, text);
}

}  // namespace goodparts
