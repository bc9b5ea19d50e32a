// benchmark_table FILE...: prints the JSON outputs of Google Benchmark programs as one table
// (scripts/bench).
#include <fmt/format.h>

#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reports/benchmarks/benchmark_table.h"

int main(int count, char** arguments) {
  try {
    std::vector<nlohmann::json> outputs;
    for (int i = 1; i < count; ++i) {
      std::ifstream file(arguments[i]);
      outputs.push_back(nlohmann::json::parse(file));
    }
    fmt::print("{}", goodparts::benchmark_table(outputs));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "benchmark_table: {}\n", error.what());
    return 1;
  }
}
