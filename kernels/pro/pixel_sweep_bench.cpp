// Exact AU-PRO (0.05 and 0.30), AUROC and average precision of 20 million pixels, all together.

#include "kernels/pro/pixel_sweep.h"

#include <benchmark/benchmark.h>

#include <cmath>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/components/components.h"
#include "kernels/components/components_reference.h"
#include "kernels/pro/pixel_areas_reference.h"
#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/radix_sort.h"

namespace goodparts {
namespace {

constexpr std::int64_t kSide = 1000;
constexpr std::int64_t kImages = 20;
constexpr std::int64_t kRegions = 100;

const std::vector<double> kLimits = {0.05, 0.30};

// Continuous scores; five squares in each image, of `side` pixels, score a standard deviation
// higher.
struct Drawn {
  explicit Drawn(std::int64_t side) {
    Rng rng(0, "pixel_sweep_bench");
    scores.resize(kImages * kSide * kSide);
    mask.assign(scores.size(), 0);
    for (std::int64_t i = 0; i < kImages; ++i) {
      for (std::int64_t square = 0; square < kRegions / kImages; ++square) {
        for (std::int64_t y = 0; y < side; ++y) {
          const std::int64_t row = (i * kSide + 200 * square % 1000 + y) * kSide;
          std::fill_n(mask.begin() + row + 150 * square, side, std::uint8_t{1});
        }
      }
    }
    for (std::size_t p = 0; p < scores.size(); ++p) {
      scores[p] = static_cast<float>(rng.normal(mask[p] != 0 ? 1.0 : 0.0, 1.0));
    }
  }
  std::vector<float> scores;
  std::vector<std::uint8_t> mask;
};

const Drawn& drawn(std::int64_t side) {
  static const Drawn small(40);
  static const Drawn large(140);
  return side == 40 ? small : large;
}

void set_pixels(benchmark::State& state) {
  // Scores and mask once, four operations a pixel: key, cell, comparison, count.
  set_work(state, 5.0 * kImages * kSide * kSide, 4.0 * kImages * kSide * kSide,
           Arithmetic::kInteger);
}

// Masks and all: what metrics do, on arrays in memory.
void pixel_sweep(benchmark::State& state) {
  const Drawn& data = drawn(state.range(0));
  constexpr std::int64_t kPixels = kSide * kSide;
  for (auto _ : state) {
    PixelSweep sweep;
    std::int64_t regions = 0;
    for (std::int64_t i = 0; i < kImages; ++i) {
      const float* const scores = data.scores.data() + i * kPixels;
      benchmark::DoNotOptimize(first_not_finite(scores, kPixels));
      const ComponentRuns found = component_runs(data.mask.data() + i * kPixels, kSide, kSide);
      for (const std::int64_t area : found.areas) {
        sweep.add_region(area);
      }
      std::int64_t from = 0;
      for (const ComponentRun& run : found.runs) {
        sweep.add_defective(scores + run.begin, run.length, regions + run.region);
        sweep.add_good(scores + from, run.begin - from);
        from = run.begin + run.length;
      }
      sweep.add_good(scores + from, kPixels - from);
      regions += static_cast<std::int64_t>(found.areas.size());
    }
    benchmark::DoNotOptimize(sweep.areas(kLimits));
  }
  set_pixels(state);
}
BENCHMARK(pixel_sweep)
    ->Name("pixel_sweep/fast")
    ->ArgName("side")
    ->Arg(40)
    ->Arg(140)
    ->Unit(benchmark::kMillisecond);

// Regions flooded pixel by pixel, all pixels sorted.
void pixel_sweep_reference(benchmark::State& state) {
  const Drawn& data = drawn(state.range(0));
  constexpr std::int64_t kPixels = kSide * kSide;
  for (auto _ : state) {
    std::vector<std::int32_t> regions;
    std::int32_t first = 0;
    for (std::int64_t i = 0; i < kImages; ++i) {
      const Components found = connected_components_reference(
          std::span(data.mask).subspan(static_cast<std::size_t>(i * kPixels), kPixels), kSide,
          kSide);
      for (const std::int32_t label : found.labels) {
        regions.push_back(label < 0 ? -1 : first + label);
      }
      first += static_cast<std::int32_t>(found.areas.size());
    }
    benchmark::DoNotOptimize(pixel_areas_reference(data.scores.data(), regions.data(),
                                                   kImages * kPixels, first, kLimits));
  }
  set_pixels(state);
}
BENCHMARK(pixel_sweep_reference)
    ->Name("pixel_sweep/reference")
    ->ArgName("side")
    ->Arg(40)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// What sorting the keys of all pixels takes by itself, the heart of a sweep that keeps them.
void sorting_all(benchmark::State& state) {
  const Drawn& data = drawn(state.range(0));
  for (auto _ : state) {
    std::vector<std::uint32_t> keys;
    keys.reserve(data.scores.size());
    for (const float score : data.scores) {
      keys.push_back(ordered_key(score));
    }
    radix_sort(keys);
    benchmark::DoNotOptimize(keys.data());
  }
  set_pixels(state);
}
BENCHMARK(sorting_all)
    ->Name("pixel_sweep/radix_sort_of_all")
    ->ArgName("side")
    ->Arg(40)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
