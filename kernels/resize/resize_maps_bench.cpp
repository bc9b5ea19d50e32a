// Bilinear resizing of 224 × 224 maps to 1000 × 1000, and of a feature grid, on one thread.

#include "kernels/resize/resize_maps.h"

#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/resize/resize_maps_reference.h"

namespace goodparts {
namespace {

template <class Resize>
void run(benchmark::State& state, const Resize& resize) {
  const std::int64_t channels = state.range(2);
  const GridSize from{state.range(0), state.range(0)};
  const GridSize to{state.range(1), state.range(1)};
  Rng rng(0, "resize_maps_bench");
  std::vector<float> map(static_cast<std::size_t>(from.height * from.width * channels));
  for (float& value : map) {
    value = static_cast<float>(rng.uniform());
  }
  std::vector<float> out(static_cast<std::size_t>(to.height * to.width * channels));
  for (auto _ : state) {
    resize(map.data(), from, to, channels, out.data());
    benchmark::ClobberMemory();
  }
  // By the definition: three mixtures, each of two multiplications and an addition.
  set_work(state, 4.0 * static_cast<double>(map.size() + out.size()),
           9.0 * static_cast<double>(out.size()));
}

void fast(benchmark::State& state) {
  run(state, [](const float* map, GridSize from, GridSize to, std::int64_t channels, float* out) {
    resize_maps_bilinear({}, map, 1, from, to, channels, out);
  });
}
BENCHMARK(fast)
    ->Name("resize_maps/fast")
    ->ArgNames({"from", "to", "channels"})
    ->Args({224, 1000, 1})
    ->Args({14, 28, 1024})
    ->Unit(benchmark::kMicrosecond);

void reference(benchmark::State& state) {
  run(state, [](const float* map, GridSize from, GridSize to, std::int64_t channels, float* out) {
    resize_maps_bilinear_reference(map, 1, from, to, channels, out);
  });
}
BENCHMARK(reference)
    ->Name("resize_maps/reference")
    ->ArgNames({"from", "to", "channels"})
    ->Args({224, 1000, 1})
    ->Args({14, 28, 1024})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace goodparts
