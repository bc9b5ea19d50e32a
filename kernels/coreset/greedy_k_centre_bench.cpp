// Selection of a coreset. Points: rows with few degrees of freedom, as patch features have, plus a
// little noise.
#include <benchmark/benchmark.h>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/coreset/greedy_k_centre_reference.h"

namespace goodparts {
namespace {

constexpr std::int64_t kCols = 128;

std::vector<float> make_points(std::int64_t rows) {
  constexpr std::int64_t kFreedom = 12;
  Rng rng(1, "benchmark");
  std::vector<float> basis(kFreedom * kCols);
  for (float& value : basis) {
    value = static_cast<float>(rng.normal());
  }
  std::vector<float> points;
  for (std::int64_t i = 0; i < rows; ++i) {
    std::vector<double> row(kCols, 0.0);
    for (std::int64_t f = 0; f < kFreedom; ++f) {
      const double amount = rng.normal() * rng.normal();  // heavy tails
      for (std::int64_t c = 0; c < kCols; ++c) {
        row[static_cast<std::size_t>(c)] +=
            amount * static_cast<double>(basis[static_cast<std::size_t>(f * kCols + c)]);
      }
    }
    for (const double value : row) {
      points.push_back(static_cast<float>(value + 0.1 * rng.normal()));
    }
  }
  return points;
}

// Bytes: reading the points once. Operations: three for each number of a point and of a choice.
void report(benchmark::State& state) {
  const auto numbers = static_cast<double>(state.range(0) * kCols);
  set_work(state, 4.0 * numbers,
           3.0 * numbers * static_cast<double>(state.range(0) / state.range(1)));
}

void coreset(benchmark::State& state) {
  const std::vector<float> values = make_points(state.range(0));
  const MatrixView points{values.data(), state.range(0), kCols};
  Context context;
  context.threads = static_cast<int>(state.range(2));
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        approximate_greedy_coreset(context, points, state.range(0) / state.range(1), 10));
  }
  report(state);
}
BENCHMARK(coreset)
    ->ArgsProduct({{20000, 78400}, {100, 10}, {1, 2}})
    ->ArgNames({"rows", "one_in", "threads"})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// Every distance updated after every choice.
void reference(benchmark::State& state) {
  const std::vector<float> values = make_points(state.range(0));
  const MatrixView points{values.data(), state.range(0), kCols};
  const std::vector<float> start =
      squared_mean_distance({}, points, std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        greedy_k_centre_reference(points, start, state.range(0) / state.range(1)));
  }
  report(state);
}
BENCHMARK(reference)
    ->Name("coreset/reference")
    ->ArgsProduct({{20000, 78400}, {100}, {1}})
    ->Args({20000, 10, 1})
    ->ArgNames({"rows", "one_in", "threads"})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace goodparts
