// The benchmarks' own output as one Markdown table: how long each takes, how that compares with its
// peers in the same run, and what part of the machine's limits it reaches.
//
// A benchmark's name is <operation>[/<variant>]/<argument>:<value>…; those of the same operation
// and arguments are peers, and the one without a variant, or with the variant "fast", is what they
// are compared with. Counters and labels are those of kernels/bench/work.h, limits those of
// kernels/bench/ceilings_bench.cpp for as many threads (argument "threads", else 1).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace goodparts {

// `outputs`: of Google Benchmark programs run with --benchmark_repetitions=N (3 or more) and
// --benchmark_out_format=json. Throws Error(kData) where one of them is something else.
std::string benchmark_table(const std::vector<nlohmann::json>& outputs);

}  // namespace goodparts
