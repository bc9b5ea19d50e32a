#include "reports/markdown/methods_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "kernels/base/atomic_file.h"
#include "reports/leaderboard.h"
#include "reports/markdown/markdown.h"
#include "reports/text.h"

namespace goodparts {
namespace {

constexpr const char* kBlind = " †";
constexpr const char* kSimple = " ‡";

std::string part_of(const std::string& name, std::size_t index) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < index && begin != std::string::npos; ++i) {
    const std::size_t slash = name.find('/', begin);
    begin = slash == std::string::npos ? slash : slash + 1;
  }
  return begin == std::string::npos ? "" : name.substr(begin, name.find('/', begin) - begin);
}

struct MethodRow {
  std::string label;
  std::string method;
  Spread auroc;
  Spread aupro;
  Spread fpr_at_recall;
  Spread fit_cpu_seconds;
  Spread score_cpu_seconds;
  RateSpread false_positive_rate;
};

MethodRow make_row(const std::string& label, const std::vector<RunRecord>& runs) {
  MethodRow row;
  row.label = label;
  row.method = runs.front().method;
  const auto spread_by = [&](const auto& value) {
    std::vector<double> values;
    for (const RunRecord& run : runs) {
      values.push_back(value(run));
    }
    return spread(values);
  };
  const auto of_metric = [&](const char* name) {
    return spread_by([&](const RunRecord& run) { return metric(run.evaluation.metrics, name); });
  };
  row.auroc = of_metric("sample_auroc");
  row.aupro = of_metric("pixel_aupro_0.30");
  row.fpr_at_recall = of_metric("sample_fpr_at_95tpr");
  row.fit_cpu_seconds = spread_by([](const RunRecord& run) { return run.timings.fit_cpu_seconds; });
  row.score_cpu_seconds =
      spread_by([](const RunRecord& run) { return run.timings.score_cpu_seconds; });
  row.false_positive_rate = leaderboard(runs).front().false_positive_rate;
  return row;
}

// The best mean AUROC of the named methods; −1 where none ran.
double best_of(const std::vector<MethodRow>& rows, const std::vector<std::string>& methods) {
  double best = -1.0;
  for (const MethodRow& row : rows) {
    if (std::find(methods.begin(), methods.end(), row.method) != methods.end()) {
      best = std::max(best, row.auroc.mean);
    }
  }
  return best;
}

const std::vector<std::string>& blind_methods() {
  static const std::vector<std::string> methods = {"always_alarm", "random"};
  return methods;
}

std::string mark(const MethodRow& row, const std::vector<MethodRow>& rows) {
  const std::vector<std::string>& blind = blind_methods();
  if (std::find(blind.begin(), blind.end(), row.method) != blind.end()) {
    return "";
  }
  if (row.auroc.mean <= best_of(rows, blind)) {
    return kBlind;
  }
  return row.auroc.mean < best_of(rows, {"shewhart"}) ? kSimple : "";
}

std::string cell(const Spread& value, std::string (*text)(double)) {
  return value.runs == 0 ? kNotDefined : spread_text(value, text);
}

std::string table_of(std::vector<MethodRow> rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const MethodRow& a, const MethodRow& b) {
    return a.auroc.mean > b.auroc.mean;
  });
  const bool maps = std::any_of(rows.begin(), rows.end(),
                                [](const MethodRow& row) { return row.aupro.runs > 0; });
  MarkdownTable table{{"method", "AUROC"}};
  if (maps) {
    table[0].push_back("AU-PRO 0.30");
  }
  for (const char* heading :
       {"FPR at 95 % recall", "FPR at the threshold", "fit, CPU s", "score, CPU s"}) {
    table[0].emplace_back(heading);
  }
  for (const MethodRow& row : rows) {
    std::vector<std::string> cells = {markdown_plain(row.label) + mark(row, rows),
                                      cell(row.auroc, three_decimals)};
    if (maps) {
      cells.push_back(cell(row.aupro, three_decimals));
    }
    cells.push_back(cell(row.fpr_at_recall, percent));
    cells.push_back(cell(row.false_positive_rate.rate, percent));
    cells.push_back(cell(row.fit_cpu_seconds, three_digits));
    cells.push_back(cell(row.score_cpu_seconds, three_digits));
    table.push_back(std::move(cells));
  }
  return render_markdown(table, 1);
}

std::string describe(const RunRecord& run) {
  std::int64_t good = 0;
  std::int64_t anomalous = 0;
  for (const UnitEvaluation& unit : run.evaluation.units) {
    good += unit.good;
    anomalous += unit.anomalous;
  }
  const std::string stop = run.protocol.ends_with('.') ? "" : ".";
  return fmt::format("{}: {} good and {} anomalous samples to test, {} unit{}. {}{}\n\n",
                     markdown_plain(run.dataset), grouped(good), grouped(anomalous),
                     run.evaluation.units.size(), run.evaluation.units.size() == 1 ? "" : "s",
                     markdown_plain(run.protocol), stop);
}

}  // namespace

void MethodsTable::add(const RunRecord& run) {
  runs_.push_back(run);
  runs_.back().gallery.clear();
}

void MethodsTable::finish() {
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, std::vector<RunRecord>>> by_data;
  for (const RunRecord& run : runs_) {
    const std::string data = part_of(run.name, 0);
    if (by_data.count(data) == 0) {
      order.push_back(data);
    }
    by_data[data][part_of(run.name, 1)].push_back(run);
  }
  std::string text;
  for (const std::string& data : order) {
    std::vector<MethodRow> rows;
    for (const auto& [label, runs] : by_data[data]) {
      rows.push_back(make_row(label, runs));
    }
    text += fmt::format("### {}\n\n{}{}", markdown_plain(data),
                        describe(by_data[data].begin()->second.front()), table_of(rows));
  }
  text +=
      "FPR at 95 % recall is an oracle: its threshold comes from the test labels. The threshold "
      "of the next column comes from held-out good parts alone. "
      "† not above a baseline that looks at nothing; ‡ below max|z| (shewhart).\n";
  write_file_atomically(path_, text);
}

}  // namespace goodparts
