#include "reports/markdown/markdown_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/atomic_file.h"
#include "reports/leaderboard.h"
#include "reports/markdown/finding_lines.h"
#include "reports/markdown/markdown.h"
#include "reports/text.h"

namespace goodparts {
namespace {

// Leaves out columns in which no row has a value.
MarkdownTable without_empty_columns(const MarkdownTable& table) {
  MarkdownTable result(table.size());
  for (std::size_t column = 0; column < table[0].size(); ++column) {
    const bool used = std::any_of(table.begin() + 1, table.end(),
                                  [&](const auto& row) { return row[column] != kNotDefined; });
    for (std::size_t row = 0; used && row < table.size(); ++row) {
      result[row].push_back(table[row][column]);
    }
  }
  return result;
}

std::string seeds(const std::vector<RunRecord>& runs, const LeaderboardRow& row) {
  std::vector<std::string> values;
  for (const std::size_t index : row.runs) {
    values.push_back(std::to_string(runs[index].seed));
  }
  return joined(values, ", ");
}

std::vector<std::string> identity(const std::vector<RunRecord>& runs, const LeaderboardRow& row) {
  const RunRecord& run = runs[row.runs[0]];
  const std::string method =
      run.backbone.empty() ? run.method : fmt::format("{} · {}", run.method, run.backbone);
  const std::string tested = unit_summary(run.evaluation);
  const std::string data =
      tested.empty() ? run.dataset : fmt::format("{} ({})", run.dataset, tested);
  const std::string name =
      row.runs.size() == 1 ? run.name : fmt::format("{} seeds", row.runs.size());
  return {markdown_plain(name), markdown_plain(method), markdown_plain(data), seeds(runs, row)};
}

std::string rate_cell(const RateSpread& rate) {
  if (rate.rate.runs == 0) {
    return kNotDefined;
  }
  const std::string parts =
      rate.fewest_parts == rate.most_parts
          ? grouped(rate.most_parts)
          : fmt::format("{}–{}", grouped(rate.fewest_parts), grouped(rate.most_parts));
  return fmt::format("{} [{}, {}], {} parts", spread_text(rate.rate, percent), percent(rate.low),
                     percent(rate.high), parts);
}

MarkdownTable false_positive_table(const std::vector<RunRecord>& runs,
                                   const std::vector<LeaderboardRow>& rows) {
  MarkdownTable table{{"run", "method", "data", "seed", "false-positive rate", "recall"}};
  for (const LeaderboardRow& row : rows) {
    std::vector<std::string> cells = identity(runs, row);
    cells.push_back(rate_cell(row.false_positive_rate));
    cells.push_back(rate_cell(row.recall));
    table.push_back(cells);
  }
  return table;
}

std::int64_t good_parts(const RunRecord& run) {
  std::int64_t parts = 0;
  for (const UnitEvaluation& unit : run.evaluation.units) {
    parts += unit.good;
  }
  return parts;
}

// A false-positive rate is given as one, with the parts behind it.
std::string metric_cell(const std::string& name, const Spread& value, const RunRecord& run) {
  if (name == "sample_fpr_at_95tpr" && value.runs > 0) {
    return fmt::format("{}, {} parts", spread_text(value, percent), grouped(good_parts(run)));
  }
  return spread_text(value, three_decimals);
}

MarkdownTable detection_table(const std::vector<RunRecord>& runs,
                              const std::vector<LeaderboardRow>& rows) {
  MarkdownTable table{{"run", "method", "data", "seed"}};
  for (const auto& [name, values] : rows[0].metrics) {
    table[0].push_back(is_oracle_metric(name) ? name + " (oracle)" : name);
  }
  for (const char* heading : {"samples/s", "p50 ms", "fit s"}) {
    table[0].push_back(heading);
  }
  for (const LeaderboardRow& row : rows) {
    std::vector<std::string> cells = identity(runs, row);
    for (const auto& [name, values] : row.metrics) {
      cells.push_back(metric_cell(name, values, runs[row.runs[0]]));
    }
    for (const Spread* speed : {&row.samples_per_second, &row.latency_p50_ms, &row.fit_seconds}) {
      cells.push_back(spread_text(*speed, three_digits));
    }
    table.push_back(cells);
  }
  return without_empty_columns(table);
}

// A threshold that no held-out good part has checked.
bool uses_control_limit(const RunRecord& run) {
  const std::vector<UnitEvaluation>& units = run.evaluation.units;
  return std::any_of(units.begin(), units.end(), [](const UnitEvaluation& unit) {
    return unit.choice.available && unit.choice.good_count == 0;
  });
}

std::string statements(const std::vector<RunRecord>& runs) {
  std::string text;
  for (const RunRecord& run : runs) {
    const Evaluation& evaluation = run.evaluation;
    text += fmt::format("- **{}**: {}", markdown_plain(run.name),
                        false_positive_statement(evaluation.has_choice, evaluation.at_choice));
    if (evaluation.has_choice && evaluation.at_choice.recall.total > 0) {
      text += fmt::format(" {} of {} anomalous parts escape.", grouped(evaluation.at_choice.fn),
                          grouped(evaluation.at_choice.recall.total));
    }
    if (evaluation.units.size() == 1 && !evaluation.units[0].choice.note.empty()) {
      text += ' ' + markdown_plain(evaluation.units[0].choice.note);
    } else if (uses_control_limit(run)) {
      text +=
          " The threshold is the method's own control limit, not checked on held-out good parts.";
    }
    text += '\n';
  }
  return text;
}

std::string folded(const std::string& summary, const std::vector<RunRecord>& runs,
                   const std::vector<std::string>& (*lines)(const RunRecord&)) {
  std::vector<std::string> seen;  // runs of one sweep mostly say the same
  std::string text;
  for (const RunRecord& run : runs) {
    for (const std::string& line : lines(run)) {
      if (std::find(seen.begin(), seen.end(), line) == seen.end()) {
        seen.push_back(line);
        text += fmt::format("- {}\n", markdown_plain(line));
      }
    }
  }
  return text.empty() ? text
                      : fmt::format("\n<details><summary>{} ({})</summary>\n\n{}\n</details>\n",
                                    summary, seen.size(), text);
}

std::string document(const std::vector<RunRecord>& runs) {
  std::string text = "# Anomaly detection results\n\n";
  if (runs.empty()) {
    return text + "No runs.\n";
  }
  const std::vector<LeaderboardRow> rows = leaderboard(runs);
  text += std::any_of(runs.begin(), runs.end(), uses_control_limit)
              ? "## At the threshold chosen on held-out good parts, or the method's own limit\n\n"
              : "## At the threshold chosen on held-out good parts\n\n";
  text += render_markdown(false_positive_table(runs, rows), 4);
  text +=
      "Brackets hold 95 % Clopper–Pearson intervals; over several seeds, mean ± standard "
      "deviation and the widest interval.\n\n";
  text += "## Detection and speed\n\n";
  text += render_markdown(detection_table(runs, rows), 4);
  text += "*Oracle*: from a threshold tuned on the test labels, out of reach in production.\n\n";
  text += "## What the counts say\n\n" + statements(runs);
  if (const std::string findings = finding_lines(runs); !findings.empty()) {
    text += "\n## Decisions, certificates and 95 % intervals\n\n" + findings;
  }
  text += folded("Warnings", runs, [](const RunRecord& run) -> const std::vector<std::string>& {
    return run.warnings;
  });
  text += folded("Notes", runs, [](const RunRecord& run) -> const std::vector<std::string>& {
    return run.evaluation.notes;
  });
  return text;
}

}  // namespace

void MarkdownReport::add(const RunRecord& run) {
  runs_.push_back(run);
  runs_.back().gallery.clear();
}

void MarkdownReport::finish() { write_file_atomically(path_, document(runs_)); }

}  // namespace goodparts
