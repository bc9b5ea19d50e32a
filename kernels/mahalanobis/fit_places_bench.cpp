// Learning the Gaussians of a few places from 200 images, on one thread; beside it the same by
// plain loops.

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/mahalanobis/place_gaussians.h"

namespace goodparts {
namespace {

constexpr std::int64_t kCount = 200;
constexpr std::int64_t kPlaces = 4;

std::vector<float> drawn(std::int64_t dim) {
  Rng rng(0, "fit_places_bench");
  std::vector<float> samples(static_cast<std::size_t>(kCount * kPlaces * dim));
  for (float& value : samples) {
    value = static_cast<float>(rng.normal(0.0, 1.0));
  }
  return samples;
}

// Half of the products are saved by symmetry; factorising and inverting a triangle take dim³ / 3
// each.
void set_fit_work(benchmark::State& state, std::int64_t dim) {
  const auto d = static_cast<double>(dim);
  set_work(state, 4.0 * kPlaces * (kCount * d + d * d / 2.0),
           kPlaces * (kCount * d * d + 2.0 / 3.0 * d * d * d), Arithmetic::kFp64);
}

void fit(benchmark::State& state) {
  const std::int64_t dim = state.range(0);
  const std::vector<float> samples = drawn(dim);
  PlaceGaussians gaussians = make_place_gaussians(kPlaces, dim, 0);
  for (auto _ : state) {
    fit_places({}, samples, kCount, 0, kPlaces, 0.01, gaussians);
    benchmark::ClobberMemory();
  }
  set_fit_work(state, dim);
}
BENCHMARK(fit)
    ->Name("fit_places/fast")
    ->ArgName("dim")
    ->Arg(100)
    ->Arg(152)
    ->Arg(550)
    ->Unit(benchmark::kMillisecond);

void plain_fit(const float* samples, std::int64_t dim, std::vector<double>& matrix,
               std::vector<double>& inverse) {
  const auto at = [dim](std::int64_t i, std::int64_t j) {
    return static_cast<std::size_t>(i * dim + j);
  };
  std::fill(matrix.begin(), matrix.end(), 0.0);
  for (std::int64_t n = 0; n < kCount; ++n) {
    const float* const row = samples + n * kPlaces * dim;
    for (std::int64_t i = 0; i < dim; ++i) {
      for (std::int64_t j = 0; j <= i; ++j) {
        matrix[at(i, j)] += static_cast<double>(row[i]) * static_cast<double>(row[j]) / kCount;
      }
    }
  }
  for (std::int64_t i = 0; i < dim; ++i) {
    matrix[at(i, i)] += 0.01;
    for (std::int64_t j = 0; j <= i; ++j) {
      double sum = matrix[at(i, j)];
      for (std::int64_t k = 0; k < j; ++k) {
        sum -= matrix[at(i, k)] * matrix[at(j, k)];
      }
      matrix[at(i, j)] = i == j ? std::sqrt(sum) : sum / matrix[at(j, j)];
    }
  }
  for (std::int64_t j = 0; j < dim; ++j) {
    inverse[at(j, j)] = 1.0 / matrix[at(j, j)];
    for (std::int64_t i = j + 1; i < dim; ++i) {
      double sum = 0.0;
      for (std::int64_t k = j; k < i; ++k) {
        sum -= matrix[at(i, k)] * inverse[at(k, j)];
      }
      inverse[at(i, j)] = sum / matrix[at(i, i)];
    }
  }
}

void plain(benchmark::State& state) {
  const std::int64_t dim = state.range(0);
  const std::vector<float> samples = drawn(dim);
  std::vector<double> matrix(static_cast<std::size_t>(dim * dim));
  std::vector<double> inverse(matrix.size());
  for (auto _ : state) {
    for (std::int64_t place = 0; place < kPlaces; ++place) {
      plain_fit(samples.data() + place * dim, dim, matrix, inverse);
      benchmark::DoNotOptimize(inverse.data());
    }
  }
  set_fit_work(state, dim);
}
BENCHMARK(plain)
    ->Name("fit_places/plain")
    ->ArgName("dim")
    ->Arg(100)
    ->Arg(152)
    ->Arg(550)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
