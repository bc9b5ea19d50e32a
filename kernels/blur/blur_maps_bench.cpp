// Smoothing of 1000 × 1000 maps, σ = 4, on one thread.

#include "kernels/blur/blur_maps.h"

#include <benchmark/benchmark.h>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/blur/blur_maps_reference.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMaps = 2;
constexpr std::int64_t kSide = 1000;

template <class Blur>
void run(benchmark::State& state, const Blur& blur) {
  Rng rng(0, "blur_maps_bench");
  std::vector<float> maps(kMaps * kSide * kSide);
  for (float& value : maps) {
    value = static_cast<float>(rng.uniform());
  }
  for (auto _ : state) {
    blur(maps.data());
    benchmark::ClobberMemory();
  }
  const auto values = static_cast<double>(maps.size());
  set_work(state, 2.0 * 4.0 * values, 2.0 * 2.0 * 33.0 * values);  // in double
}

void fast(benchmark::State& state) {
  run(state,
      [](float* maps) { blur_maps({}, maps, kMaps, kSide, kSide, 4.0, BlurBorder::kRepeatEdge); });
}
BENCHMARK(fast)->Name("blur_maps/fast")->Unit(benchmark::kMillisecond);

void reference(benchmark::State& state) {
  run(state, [](float* maps) {
    blur_maps_reference(maps, kMaps, kSide, kSide, 4.0, BlurBorder::kRepeatEdge);
  });
}
BENCHMARK(reference)->Name("blur_maps/reference")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
