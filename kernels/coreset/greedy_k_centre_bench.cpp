// Selection of a coreset. Points: rows with few degrees of freedom, as patch features have, plus a
// little noise.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "kernels/base/rng.h"
#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/distance/squared_distance.h"

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

void coreset(benchmark::State& state) {
  const std::vector<float> values = make_points(state.range(0));
  const MatrixView points{values.data(), state.range(0), kCols};
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        approximate_greedy_coreset({}, points, state.range(0) / state.range(1), 10));
  }
}
BENCHMARK(coreset)
    ->Args({20000, 100})
    ->Args({20000, 10})
    ->Args({80000, 100})
    ->Args({80000, 10})
    ->ArgNames({"rows", "one_in"})
    ->Unit(benchmark::kMillisecond);

// Every distance updated after every choice.
void plain(benchmark::State& state) {
  const std::vector<float> values = make_points(state.range(0));
  const MatrixView points{values.data(), state.range(0), kCols};
  for ([[maybe_unused]] auto _ : state) {
    std::vector<float> distances = squared_mean_distance({}, points, std::vector<std::int64_t>{0});
    for (std::int64_t n = state.range(0) / state.range(1); n > 0; --n) {
      const float* const centre =
          points.row(std::max_element(distances.begin(), distances.end()) - distances.begin());
      for (std::int64_t i = 0; i < points.rows; ++i) {
        float& distance = distances[static_cast<std::size_t>(i)];
        distance = std::min(distance, squared_distance(points.row(i), centre, kCols));
      }
    }
    benchmark::DoNotOptimize(distances.data());
  }
}
BENCHMARK(plain)->Args({20000, 100})->ArgNames({"rows", "one_in"})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
