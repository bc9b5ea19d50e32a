// Nearest rows of a memory bank for the patches of one 224 × 224 image (28 × 28), one thread.
#include <benchmark/benchmark.h>

#include "kernels/base/rng.h"
#include "kernels/knn/nearest_rows.h"

namespace goodparts {
namespace {

std::vector<float> make_rows(std::int64_t rows, std::int64_t cols, std::uint64_t index) {
  Rng rng(1, "benchmark", index);
  std::vector<float> values(static_cast<std::size_t>(rows * cols));
  for (float& value : values) {
    value = static_cast<float>(rng.normal());
  }
  return values;
}

void nearest_rows(benchmark::State& state) {
  const std::int64_t cols = state.range(1);
  const std::vector<float> bank = make_rows(state.range(0), cols, 0);
  const std::vector<float> queries = make_rows(784, cols, 1);
  const NearestRows search({bank.data(), state.range(0), cols});
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(search.search({}, {queries.data(), 784, cols}, state.range(2)));
  }
  state.counters["flops"] =
      benchmark::Counter(2.0 * 784.0 * static_cast<double>(state.range(0) * cols) *
                             static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}
BENCHMARK(nearest_rows)
    ->Args({5981, 512, 1})
    ->Args({5981, 512, 9})
    ->Args({5981, 1024, 1})
    ->Args({20000, 1024, 1})
    ->ArgNames({"bank", "dim", "k"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
