// What a benchmark says of the work it does, so that `scripts/bench` can put the rate it achieves
// beside what the machine can do (kernels/bench/ceilings_bench.cpp). For *_bench.cpp only.
#pragma once

#include <benchmark/benchmark.h>

#include <string>

namespace goodparts {

// The instructions that bound an operation; the name of the ceiling it is compared with.
enum class Arithmetic { kFp64, kFp32, kBf16, kInt8, kInteger };

inline const char* name_of(Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::kFp64:
      return "fp64";
    case Arithmetic::kBf16:
      return "bf16";
    case Arithmetic::kInt8:
      return "int8";
    case Arithmetic::kInteger:
      return "integer";
    case Arithmetic::kFp32:
      break;
  }
  return "fp32";
}

// Of one iteration: bytes that must cross the memory bus at the least, and operations that the
// operation needs by its plain definition (a multiplication and an addition are two).
inline void set_work(benchmark::State& state, double bytes, double operations,
                     Arithmetic arithmetic = Arithmetic::kFp32) {
  using benchmark::Counter;
  const auto say = [&](const std::string& what, double amount) {
    if (amount > 0.0) {  // the deviation of nothing is NaN, which is no JSON
      state.counters[what] = amount;
      state.counters[what + "_per_second"] = Counter(amount, Counter::kIsIterationInvariantRate);
    }
  };
  say("bytes", bytes);
  say("operations", operations);
  state.SetLabel(name_of(arithmetic));
}

}  // namespace goodparts
