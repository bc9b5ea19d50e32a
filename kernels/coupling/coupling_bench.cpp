// Coupling transforms of rows, as in scoring sensor data and tables, on one thread.

#include "kernels/coupling/coupling.h"

#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/coupling/coupling_reference.h"

namespace goodparts {
namespace {

constexpr std::int64_t kRows = 4096;
constexpr std::int64_t kCols = 16;
constexpr std::int64_t kBins = 8;
constexpr std::int64_t kEach = 3 * kBins - 1;

std::vector<float> drawn(std::int64_t count) {
  Rng rng(0, "coupling_bench");
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(rng.normal(0.0, 1.0)));
  }
  return values;
}

// By the definition: a softmax and a running sum of two times `bins`, about ten operations an
// exponential.
void set_spline_work(benchmark::State& state) {
  set_work(state, 4.0 * kRows * kCols * (kEach + 2.0), kRows * kCols * (2.0 * kBins * 14.0 + 60.0));
}

void spline(benchmark::State& state) {
  const std::vector<float> x = drawn(kRows * kCols);
  const std::vector<float> parameters = drawn(kRows * kCols * kEach);
  std::vector<float> y(x.size());
  std::vector<float> log_det(kRows);
  for (auto _ : state) {
    spline_coupling({}, x.data(), parameters.data(), kRows, kCols, kCols, kCols, kBins, 5.0,
                    y.data(), log_det.data());
    benchmark::ClobberMemory();
  }
  set_spline_work(state);
}
BENCHMARK(spline)->Name("spline_coupling/fast")->Unit(benchmark::kMicrosecond);

void spline_reference(benchmark::State& state) {
  const std::vector<float> x = drawn(kRows * kCols);
  const std::vector<float> parameters = drawn(kRows * kCols * kEach);
  for (auto _ : state) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      benchmark::DoNotOptimize(spline_value(
          static_cast<double>(x[i]), parameters.data() + i * std::size_t{kEach}, kBins, 5.0));
    }
  }
  set_spline_work(state);
}
BENCHMARK(spline_reference)->Name("spline_coupling/reference")->Unit(benchmark::kMicrosecond);

void affine(benchmark::State& state) {
  const std::vector<float> x = drawn(kRows * kCols);
  const std::vector<float> parameters = drawn(2 * kRows * kCols);
  std::vector<float> y(x.size());
  std::vector<float> log_det(kRows);
  for (auto _ : state) {
    affine_coupling({}, x.data(), parameters.data(), parameters.data() + kCols, kRows, kCols, kCols,
                    2 * kCols, kCols, 2.0, y.data(), log_det.data());
    benchmark::ClobberMemory();
  }
  set_work(state, 4.0 * 4.0 * kRows * kCols, 30.0 * kRows * kCols);
}
BENCHMARK(affine)->Name("affine_coupling/fast")->Unit(benchmark::kMicrosecond);

void affine_reference(benchmark::State& state) {
  const std::vector<float> x = drawn(kRows * kCols);
  for (auto _ : state) {
    for (const float value : x) {
      const auto wide = static_cast<double>(value);
      benchmark::DoNotOptimize(affine_value(wide, wide, wide, 2.0));
    }
  }
  set_work(state, 4.0 * 4.0 * kRows * kCols, 30.0 * kRows * kCols);
}
BENCHMARK(affine_reference)->Name("affine_coupling/reference")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace goodparts
