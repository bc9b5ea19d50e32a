#include "reports/benchmarks/benchmark_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>
#include <utility>

#include "kernels/base/error.h"
#include "reports/markdown/markdown.h"

namespace goodparts {
namespace {

struct Row {
  std::string operation;
  std::string variant;  // empty: the one that peers are compared with
  std::string arguments;
  int threads = 1;
  double seconds = 0.0;
  double spread = 0.0;  // coefficient of variation over repetitions
  double bytes_per_second = 0.0;
  double operations_per_second = 0.0;
  std::string arithmetic;
  std::string problem;  // why it did not run
};

void read_name(const std::string& name, Row& row) {
  std::istringstream parts(name);
  std::getline(parts, row.operation, '/');
  for (std::string part; std::getline(parts, part, '/');) {
    if (part == "real_time" || part == "process_time" || part == "fast" ||
        part.starts_with("iterations:") || part.starts_with("repeats:")) {
      continue;
    }
    if (part.find(':') == std::string::npos) {
      row.variant += (row.variant.empty() ? "" : " ") + part;
      continue;
    }
    row.arguments += (row.arguments.empty() ? "" : ", ") + part;
    if (part.starts_with("threads:")) {
      row.threads = std::stoi(part.substr(8));
    }
  }
}

double seconds_of(double time, const std::string& unit) {
  static const std::map<std::string, double> kUnits{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}};
  const auto found = kUnits.find(unit);
  return found == kUnits.end() ? time : time * found->second;
}

// One output's rows in the order in which they were run.
std::vector<Row> read_rows(const nlohmann::json& output) {
  std::map<std::string, std::size_t> places;
  std::vector<Row> rows;
  for (const nlohmann::json& entry : output.at("benchmarks")) {
    const std::string name = entry.at("run_name");
    const auto [place, is_new] = places.emplace(name, rows.size());
    if (is_new) {
      rows.emplace_back();
      read_name(name, rows.back());
    }
    Row& row = rows[place->second];
    if (entry.value("error_occurred", false)) {
      row.problem = entry.value("error_message", "failed");
    } else if (entry.value("aggregate_name", "") == "cv") {
      row.spread = entry.at("real_time");
    } else if (entry.value("aggregate_name", "") == "median") {
      row.seconds = seconds_of(entry.at("real_time"), entry.at("time_unit"));
      row.arithmetic = entry.value("label", "");
      row.bytes_per_second = entry.value("bytes_per_second", 0.0);
      row.operations_per_second = entry.value("operations_per_second", 0.0);
    }
  }
  std::erase_if(rows, [](const Row& row) { return row.seconds <= 0.0 && row.problem.empty(); });
  return rows;
}

struct Ceilings {
  std::map<std::pair<std::string, int>, double> operations;  // by arithmetic and threads
  std::map<int, double> bytes;
};

Ceilings take_ceilings(std::vector<Row>& rows) {
  Ceilings ceilings;
  for (const Row& row : rows) {
    if (row.operation == "ceiling_memory") {
      ceilings.bytes[row.threads] = row.bytes_per_second;
    } else if (row.operation == "ceiling_operations" && row.problem.empty()) {
      ceilings.operations[{row.arithmetic, row.threads}] = row.operations_per_second;
    }
  }
  std::erase_if(rows, [](const Row& row) { return row.operation.starts_with("ceiling_"); });
  return ceilings;
}

std::string time_text(const Row& row) {
  const double seconds = row.seconds;
  const std::string time = seconds < 1e-3  ? fmt::format("{:.3g} µs", seconds * 1e6)
                           : seconds < 1.0 ? fmt::format("{:.3g} ms", seconds * 1e3)
                                           : fmt::format("{:.3g} s", seconds);
  return fmt::format("{} ± {:.0f} %", time, 100.0 * row.spread);
}

std::string rate_text(double rate, double ceiling) {
  if (rate <= 0.0) {
    return "";
  }
  const std::string value = fmt::format("{:.3g}", rate / 1e9);
  return ceiling > 0.0 ? fmt::format("{} ({:.0f} %)", value, 100.0 * rate / ceiling) : value;
}

std::string against_text(const Row& row, const std::vector<Row>& rows) {
  if (row.variant.empty()) {
    return "1";
  }
  const auto fast = std::find_if(rows.begin(), rows.end(), [&](const Row& other) {
    return other.operation == row.operation && other.arguments == row.arguments &&
           other.variant.empty() && other.problem.empty();
  });
  return fast == rows.end() ? "" : fmt::format("{:.3g}", row.seconds / fast->seconds);
}

template <class Map, class Key>
double value_or_zero(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? 0.0 : found->second;
}

std::vector<std::string> cells(const Row& row, const std::vector<Row>& rows,
                               const Ceilings& ceilings) {
  const std::string name = row.operation + (row.variant.empty() ? "" : ", " + row.variant);
  if (!row.problem.empty()) {
    return {name, row.arguments, row.problem, "", "", "", ""};
  }
  return {
      name,
      row.arguments,
      time_text(row),
      against_text(row, rows),
      rate_text(row.bytes_per_second, value_or_zero(ceilings.bytes, row.threads)),
      rate_text(row.operations_per_second,
                value_or_zero(ceilings.operations, std::pair{row.arithmetic, row.threads})),
      row.arithmetic,
  };
}

std::string ceilings_text(const Ceilings& ceilings) {
  std::string text = "This machine at the most:";
  for (const auto& [threads, rate] : ceilings.bytes) {
    text += fmt::format(" {:.3g} GB/s from memory ({} thread{}),", rate / 1e9, threads,
                        threads == 1 ? "" : "s");
  }
  for (const auto& [key, rate] : ceilings.operations) {
    text += fmt::format(" {:.4g} GOP/s {} ({} thread{}),", rate / 1e9, key.first, key.second,
                        key.second == 1 ? "" : "s");
  }
  text.back() = '.';
  return text + "\n\n";
}

}  // namespace

std::string benchmark_table(const std::vector<nlohmann::json>& outputs) {
  std::vector<Row> rows;
  try {
    for (const nlohmann::json& output : outputs) {
      std::ranges::move(read_rows(output), std::back_inserter(rows));
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kData,
                fmt::format("not the JSON output of a Google Benchmark program: {}", error.what()));
  }
  const Ceilings ceilings = take_ceilings(rows);
  // Peers took turns in a random order; in the table they stand together, the compared one first.
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.operation, a.arguments, a.variant) <
           std::tie(b.operation, b.arguments, b.variant);
  });
  MarkdownTable table{{"benchmark", "arguments", "time", "× the first", "GB/s (of memory's)",
                       "GOP/s (of the arithmetic's)", "arithmetic"}};
  for (const Row& row : rows) {
    table.push_back(cells(row, rows, ceilings));
  }
  return ceilings_text(ceilings) + render_markdown(table, 2);
}

}  // namespace goodparts
