// Anomaly maps of 32 images, 28 × 28 places → 224 × 224, σ = 4, on one thread; beside it the same
// one call after another.
#include "kernels/maps/anomaly_maps.h"

#include <benchmark/benchmark.h>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/blur/blur_maps.h"
#include "kernels/resize/resize_map.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMaps = 32;
constexpr GridSize kGrid{28, 28};
constexpr GridSize kSize{224, 224};

template <class Make>
void run(benchmark::State& state, const Make& make) {
  Rng rng(0, "anomaly_maps_bench");
  std::vector<float> grids(kMaps * kGrid.height * kGrid.width);
  for (float& value : grids) {
    value = static_cast<float>(rng.uniform());
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(make(grids));
  }
  const auto pixels = static_cast<double>(kMaps * kSize.height * kSize.width);
  set_work(state, 4.0 * (pixels + static_cast<double>(grids.size())),
           (9.0 + 2.0 * 2.0 * 33.0) * pixels);
}

void fast(benchmark::State& state) {
  run(state, [](const std::vector<float>& grids) {
    return anomaly_maps({}, grids.data(), kMaps, kGrid, {kSize, Enlarging::kBilinear, 4.0});
  });
}
BENCHMARK(fast)->Name("anomaly_maps/fast")->Unit(benchmark::kMillisecond);

void one_by_one(benchmark::State& state) {
  run(state, [](const std::vector<float>& grids) {
    std::vector<std::vector<float>> maps;
    constexpr std::int64_t kPlaces = kGrid.height * kGrid.width;
    for (std::int64_t i = 0; i < kMaps; ++i) {
      maps.push_back(resize_bilinear({grids.data() + i * kPlaces, kPlaces}, kGrid, kSize));
      blur_maps({}, maps.back().data(), 1, kSize.height, kSize.width, 4.0, BlurBorder::kRepeatEdge);
    }
    return maps;
  });
}
BENCHMARK(one_by_one)->Name("anomaly_maps/one_by_one")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
