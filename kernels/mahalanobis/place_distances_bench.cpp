// Distances of a batch of images to the Gaussians of 56 × 56 places. The bytes are the factors',
// once a batch; beside it, one matrix–vector product of OpenBLAS a vector, as Gaussians are mostly
// evaluated.

#include "kernels/mahalanobis/place_distances.h"

#include <benchmark/benchmark.h>
#include <cblas.h>

#include <cmath>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"

namespace goodparts {
namespace {

constexpr std::int64_t kPlaces = 56 * 56;

struct Case {
  Case(std::int64_t dim, std::int64_t places, std::int64_t floats, std::int64_t count)
      : means(static_cast<std::size_t>(places * dim)),
        factors(static_cast<std::size_t>(places * floats)),
        samples(static_cast<std::size_t>(count * places * dim)),
        distances(static_cast<std::size_t>(count * places)) {
    Rng rng(0, "place_distances_bench");
    std::vector<float> some(4099);
    for (float& value : some) {
      value = static_cast<float>(rng.uniform() - 0.5);
    }
    for (std::vector<float>* values : {&means, &factors, &samples}) {
      for (std::size_t i = 0; i < values->size(); ++i) {
        (*values)[i] = some[i % some.size()];
      }
    }
  }
  std::vector<float> means;
  std::vector<float> factors;
  std::vector<float> samples;
  std::vector<float> distances;
};

void full(benchmark::State& state) {
  const std::int64_t dim = state.range(0);
  const std::int64_t count = state.range(1);
  const std::int64_t floats = dim * (dim + 1) / 2;
  Case data(dim, kPlaces, floats, count);
  for (auto _ : state) {
    full_distances(data.means.data(), data.factors.data(), kPlaces, dim, data.samples.data(), count,
                   data.distances.data(), static_cast<int>(state.range(2)));
    benchmark::ClobberMemory();
  }
  set_work(state, 4.0 * static_cast<double>(kPlaces * (floats + count * dim)),
           2.0 * static_cast<double>(kPlaces * count * floats));
}
BENCHMARK(full)
    ->Name("full_distances/fast")
    ->ArgNames({"dim", "images", "threads"})
    ->ArgsProduct({{100, 152, 550}, {1, 8, 32}, {1}})
    ->Args({550, 32, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void full_with_blas(benchmark::State& state) {
  const std::int64_t dim = state.range(0);
  const std::int64_t count = state.range(1);
  const std::int64_t floats = dim * (dim + 1) / 2;
  Case data(dim, kPlaces, floats, count);
  openblas_set_num_threads(1);
  std::vector<float> difference(static_cast<std::size_t>(dim));
  const auto n = static_cast<blasint>(dim);
  for (auto _ : state) {
    for (std::int64_t place = 0; place < kPlaces; ++place) {
      for (std::int64_t i = 0; i < count; ++i) {
        const float* const sample = data.samples.data() + (i * kPlaces + place) * dim;
        for (std::int64_t c = 0; c < dim; ++c) {
          difference[static_cast<std::size_t>(c)] =
              sample[c] - data.means[static_cast<std::size_t>(place * dim + c)];
        }
        cblas_stpmv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, n,
                    data.factors.data() + place * floats, difference.data(), 1);
        data.distances[static_cast<std::size_t>(i * kPlaces + place)] =
            cblas_snrm2(n, difference.data(), 1);
      }
    }
    benchmark::ClobberMemory();
  }
  set_work(state, 4.0 * static_cast<double>(kPlaces * (floats + count * dim)),
           2.0 * static_cast<double>(kPlaces * count * floats));
}
BENCHMARK(full_with_blas)
    ->Name("full_distances/openblas")
    ->ArgNames({"dim", "images", "threads"})
    ->ArgsProduct({{100, 152, 550}, {1, 8, 32}, {1}})
    ->Unit(benchmark::kMillisecond);

void low_rank(benchmark::State& state) {
  const std::int64_t dim = state.range(0);
  const std::int64_t rank = state.range(1);
  const std::int64_t count = state.range(2);
  const std::int64_t floats = rank * dim + rank + 1;
  Case data(dim, kPlaces, floats, count);
  for (auto _ : state) {
    low_rank_distances(data.means.data(), data.factors.data(), kPlaces, dim, rank,
                       data.samples.data(), count, data.distances.data(), 1);
    benchmark::ClobberMemory();
  }
  set_work(state, 4.0 * static_cast<double>(kPlaces * (floats + count * dim)),
           4.0 * static_cast<double>(kPlaces * count * rank * dim));
}
BENCHMARK(low_rank)
    ->Name("low_rank_distances/fast")
    ->ArgNames({"dim", "rank", "images"})
    ->ArgsProduct({{550}, {20}, {1, 32}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
