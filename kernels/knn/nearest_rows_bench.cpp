// Nearest rows of a memory bank for the patches of one 224 × 224 image (28 × 28): the byte screen,
// the product screen (suffix products), every pair (suffix reference).
//
// clustered: rows with few degrees of freedom, as features have: 24 normal factors of falling
// weight, times heavy-tailed amounts, mixed into all columns, with a little noise. noise: normal
// numbers, the worst case, where all rows are about equally far. Bank and queries are drawn alike.
#include <benchmark/benchmark.h>

#include <cmath>
#include <map>
#include <tuple>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/knn/nearest_rows.h"
#include "kernels/knn/nearest_rows_reference.h"

namespace goodparts {
namespace {

constexpr std::int64_t kQueries = 784;
constexpr std::int64_t kFactors = 24;

std::vector<float> draw_noise(std::int64_t count, std::uint64_t index) {
  Rng rng(1, "benchmark", index);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) {
    value = static_cast<float>(rng.normal());
  }
  return values;
}

std::vector<float> draw_clustered(std::int64_t rows, std::int64_t cols, std::uint64_t index) {
  const std::vector<float> basis = draw_noise(kFactors * cols, 99);
  Rng rng(2, "benchmark", index);
  std::vector<float> values;
  std::vector<float> row(static_cast<std::size_t>(cols));
  for (std::int64_t i = 0; i < rows; ++i) {
    for (float& value : row) {
      value = static_cast<float>(0.1 * rng.normal());
    }
    for (std::int64_t f = 0; f < kFactors; ++f) {
      const auto amount =
          static_cast<float>(rng.normal() * rng.normal() / std::sqrt(1.0 + double(f)));
      for (std::int64_t c = 0; c < cols; ++c) {
        row[static_cast<std::size_t>(c)] += amount * basis[static_cast<std::size_t>(f * cols + c)];
      }
    }
    values.insert(values.end(), row.begin(), row.end());
  }
  return values;
}

const std::vector<float>& drawn(bool clustered, std::int64_t rows, std::int64_t cols,
                                std::uint64_t index) {
  static std::map<std::tuple<bool, std::int64_t, std::int64_t, std::uint64_t>, std::vector<float>>
      kept;  // drawing takes longer than searching
  std::vector<float>& values = kept[{clustered, rows, cols, index}];
  if (values.empty()) {
    values = clustered ? draw_clustered(rows, cols, index) : draw_noise(rows * cols, index);
  }
  return values;
}

// {bank, dim, k, threads, clustered}
struct Case {
  explicit Case(const benchmark::State& state)
      : rows(state.range(0)),
        cols(state.range(1)),
        k(state.range(2)),
        bank{drawn(state.range(4) != 0, rows, cols, 0).data(), rows, cols},
        queries{drawn(state.range(4) != 0, kQueries, cols, 1).data(), kQueries, cols} {
    context.threads = static_cast<int>(state.range(3));
  }
  void report(benchmark::State& state, Arithmetic arithmetic) const {
    const auto numbers = static_cast<double>((rows + kQueries) * cols);
    set_work(state, 4.0 * numbers, 2.0 * static_cast<double>(kQueries * rows * cols), arithmetic);
  }

  std::int64_t rows, cols, k;
  MatrixView bank, queries;
  Context context;
};

void search_with(benchmark::State& state, Screening screening) {
  if (screening == Screening::kBytes && !NearestRows::byte_screening_supported()) {
    state.SkipWithError("this CPU lacks AVX-512 VNNI");
    return;
  }
  const Case data(state);
  const NearestRows search(data.bank, screening);
  search.prepare(data.context);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(search.search(data.context, data.queries, data.k));
  }
  data.report(state, screening == Screening::kBytes ? Arithmetic::kInt8 : Arithmetic::kFp32);
  state.counters["candidates"] = search.candidates(data.queries, data.k);
}

void nearest_rows(benchmark::State& state) { search_with(state, Screening::kBytes); }
void nearest_rows_products(benchmark::State& state) { search_with(state, Screening::kProducts); }

void nearest_rows_reference(benchmark::State& state) {
  const Case data(state);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(goodparts::nearest_rows_reference(data.bank, data.queries, data.k));
  }
  data.report(state, Arithmetic::kFp32);
}

void sizes(benchmark::internal::Benchmark* bench, const std::vector<std::int64_t>& threads) {
  for (const auto& [rows, cols] : {std::pair<std::int64_t, std::int64_t>{3136, 1024},
                                   {5981, 512},
                                   {7840, 512},
                                   {20000, 1024}}) {
    for (const std::int64_t clustered : {1, 0}) {
      for (const std::int64_t k : {1, 9}) {
        for (const std::int64_t count : threads) {
          bench->Args({rows, cols, k, count, clustered});
        }
      }
    }
  }
  bench->ArgNames({"bank", "dim", "k", "threads", "clustered"})
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

BENCHMARK(nearest_rows)->Apply([](auto* bench) { sizes(bench, {1, 2}); });
BENCHMARK(nearest_rows_products)->Name("nearest_rows/products")->Apply([](auto* bench) {
  sizes(bench, {1, 2});
});
BENCHMARK(nearest_rows_reference)->Name("nearest_rows/reference")->Apply([](auto* bench) {
  sizes(bench, {1});
});

}  // namespace
}  // namespace goodparts
