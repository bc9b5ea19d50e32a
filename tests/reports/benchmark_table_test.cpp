#include "reports/benchmarks/benchmark_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// As Google Benchmark 1.7 writes the aggregates of one benchmark.
void add(json& output, const std::string& name, double milliseconds, double bytes_per_second,
         double operations_per_second, const std::string& label) {
  for (const auto& [aggregate, time] :
       {std::pair{"median", milliseconds}, std::pair{"cv", 0.034}, std::pair{"mean", 7e9}}) {
    output["benchmarks"].push_back({{"run_name", name},
                                    {"run_type", "aggregate"},
                                    {"aggregate_name", aggregate},
                                    {"real_time", time},
                                    {"time_unit", "ms"},
                                    {"label", label},
                                    {"bytes_per_second", bytes_per_second},
                                    {"operations_per_second", operations_per_second}});
  }
}

json ceilings() {
  json output;
  add(output, "ceiling_memory/threads:1/real_time", 1.0, 10e9, 0.0, "fp32");
  add(output, "ceiling_operations/fp32/threads:1/real_time", 1.0, 0.0, 80e9, "fp32");
  add(output, "ceiling_operations/fp32/threads:2/real_time", 1.0, 0.0, 160e9, "fp32");
  return output;
}

TEST(BenchmarkTable, ComparesPeersAndCeilings) {
  json output;
  add(output, "blur/reference/size:7/threads:1/real_time", 10.0, 2e9, 8e9, "fp32");
  add(output, "blur/size:7/threads:1/real_time", 4.0, 5e9, 20e9, "fp32");
  add(output, "blur/reference/size:9/threads:2/real_time", 10.0, 0.0, 8e9, "fp32");
  const std::string table = benchmark_table({ceilings(), output});
  EXPECT_THAT(
      table,
      HasSubstr("| blur | size:7, threads:1 | 4 ms ± 3 % | 1 | 5 (50 %) | 20 (25 %) | fp32 |"));
  EXPECT_THAT(table, HasSubstr("| blur, reference | size:7, threads:1 | 10 ms ± 3 % | 2.5 | 2 (20 "
                               "%) | 8 (10 %) | fp32 |"));
  EXPECT_THAT(
      table,
      HasSubstr("| blur, reference | size:9, threads:2 | 10 ms ± 3 % |  |  | 8 (5 %) | fp32 |"));
  EXPECT_THAT(
      table,
      HasSubstr(
          "10 GB/s from memory (1 thread), 80 GOP/s fp32 (1 thread), 160 GOP/s fp32 (2 threads)."));
  EXPECT_THAT(table, Not(HasSubstr("| ceiling")));
}

TEST(BenchmarkTable, SaysWhyOneDidNotRun) {
  json output;
  output["benchmarks"].push_back({{"run_name", "knn/k:1"},
                                  {"run_type", "iteration"},
                                  {"error_occurred", true},
                                  {"error_message", "no such instructions"}});
  EXPECT_THAT(benchmark_table({output}), HasSubstr("| knn | k:1 | no such instructions |"));
}

TEST(BenchmarkTable, RefusesOtherJson) {
  EXPECT_THROW(benchmark_table({json::parse("[1, 2]")}), Error);
}

}  // namespace
}  // namespace goodparts
