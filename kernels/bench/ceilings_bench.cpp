// What this machine can do at the most, for the table of `scripts/bench`: bytes per second from
// memory, and operations per second in registers (a multiplication and an addition are two).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <thread>
#include <vector>

#include "kernels/base/parallel.h"
#include "kernels/bench/work.h"
#include "kernels/distance/squared_distance.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace goodparts {
namespace {

constexpr std::int64_t kSteps = 1 << 16;
constexpr int kChains = 12;  // more than latency times throughput of the multiply-add units

// Each returns the operations that it made.
using Kernel = double (*)();

#if defined(__x86_64__)

// Functions from here to pop_options may use these instructions; widest() asks the processor first.
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bf16,avx512vnni")

// Sums that depend on nothing but their own chain, so that only the units' rate counts. The chains
// are variables of their own: an array of them would live in memory.
template <class Vector, class Step>
double run_chains(double operations_a_step, Vector zero, Step step) {
  Vector a = zero, b = zero, c = zero, d = zero, e = zero, f = zero, g = zero, h = zero;
  Vector i = zero, j = zero, k = zero, l = zero;
  for (std::int64_t steps = 0; steps < kSteps; ++steps) {
    a = step(a), b = step(b), c = step(c), d = step(d), e = step(e), f = step(f);
    g = step(g), h = step(h), i = step(i), j = step(j), k = step(k), l = step(l);
    // Else the compiler folds the loop.
    asm volatile("" : "+v"(a), "+v"(b), "+v"(c), "+v"(d), "+v"(e), "+v"(f));
    asm volatile("" : "+v"(g), "+v"(h), "+v"(i), "+v"(j), "+v"(k), "+v"(l));
  }
  for (Vector sum : {a, b, c, d, e, f, g, h, i, j, k, l}) {
    benchmark::DoNotOptimize(sum);
  }
  return operations_a_step * kChains * static_cast<double>(kSteps);
}

double fp64_avx2() {
  const __m256d factor = _mm256_set1_pd(1e-3);
  return run_chains(8.0, _mm256_setzero_pd(),
                    [factor](__m256d sum) { return _mm256_fmadd_pd(factor, factor, sum); });
}

double fp64_avx512() {
  const __m512d factor = _mm512_set1_pd(1e-3);
  return run_chains(16.0, _mm512_setzero_pd(),
                    [factor](__m512d sum) { return _mm512_fmadd_pd(factor, factor, sum); });
}

double fp32_avx2() {
  const __m256 factor = _mm256_set1_ps(1e-3F);
  return run_chains(16.0, _mm256_setzero_ps(),
                    [factor](__m256 sum) { return _mm256_fmadd_ps(factor, factor, sum); });
}

double fp32_avx512() {
  const __m512 factor = _mm512_set1_ps(1e-3F);
  return run_chains(32.0, _mm512_setzero_ps(),
                    [factor](__m512 sum) { return _mm512_fmadd_ps(factor, factor, sum); });
}

double bf16_avx512() {
  const auto factor = reinterpret_cast<__m512bh>(_mm512_set1_epi16(0x3F80));
  return run_chains(64.0, _mm512_setzero_ps(),
                    [factor](__m512 sum) { return _mm512_dpbf16_ps(sum, factor, factor); });
}

double int8_avx512() {
  const __m512i factor = _mm512_set1_epi8(1);
  return run_chains(128.0, _mm512_setzero_si512(),
                    [factor](__m512i sum) { return _mm512_dpbusd_epi32(sum, factor, factor); });
}

#pragma GCC pop_options

Kernel widest(Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::kBf16:
      return __builtin_cpu_supports("avx512bf16") ? bf16_avx512 : nullptr;
    case Arithmetic::kInt8:
      return __builtin_cpu_supports("avx512vnni") ? int8_avx512 : nullptr;
    default:
      break;
  }
  const bool wide = arithmetic == Arithmetic::kFp64;
  if (__builtin_cpu_supports("avx512f")) {
    return wide ? fp64_avx512 : fp32_avx512;
  }
  return !__builtin_cpu_supports("fma") ? nullptr : wide ? fp64_avx2 : fp32_avx2;
}

#else

Kernel widest(Arithmetic) { return nullptr; }

#endif

void ceiling_operations(benchmark::State& state, Arithmetic arithmetic) {
  const Kernel kernel = widest(arithmetic);
  if (kernel == nullptr) {
    state.SkipWithError("this processor has no such instructions");
    return;
  }
  const auto threads = static_cast<int>(state.range(0));
  double operations = 0.0;
  for ([[maybe_unused]] auto _ : state) {
    std::vector<double> done(static_cast<std::size_t>(threads));
    parallel_for(threads, threads,
                 [&](std::int64_t i) { done[static_cast<std::size_t>(i)] = kernel(); });
    operations = done[0] * threads;
  }
  set_work(state, 0.0, operations, arithmetic);
}

// Reads far more than the caches hold; 16 sums at a time, so that memory is what limits.
GOODPARTS_SIMD
float sum_of(const float* values, std::int64_t count) {
  typedef float Lanes __attribute__((vector_size(64)));
  Lanes sums[4] = {};
  for (std::int64_t i = 0; i + 64 <= count; i += 64) {
    for (int part = 0; part < 4; ++part) {
      Lanes lanes;
      __builtin_memcpy(&lanes, values + i + 16 * part, sizeof lanes);
      sums[part] += lanes;
    }
  }
  const Lanes all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return all[0] + all[15];
}

void ceiling_memory(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  constexpr std::int64_t kPart = 1 << 22;
  constexpr std::int64_t kParts = 16;
  const std::vector<float> values(static_cast<std::size_t>(kPart * kParts), 1.0F);
  for ([[maybe_unused]] auto _ : state) {
    parallel_for(threads, kParts, [&](std::int64_t part) {
      benchmark::DoNotOptimize(sum_of(values.data() + part * kPart, kPart));
    });
  }
  set_work(state, static_cast<double>(values.size() * sizeof(float)), 0.0);
}

void each_count_of_threads(benchmark::internal::Benchmark* benchmark) {
  const auto cores = static_cast<std::int64_t>(std::thread::hardware_concurrency());
  benchmark->ArgName("threads")->Arg(1)->UseRealTime();
  if (cores > 1) {
    benchmark->Arg(cores);
  }
}
BENCHMARK_CAPTURE(ceiling_operations, fp64, Arithmetic::kFp64)->Apply(each_count_of_threads);
BENCHMARK_CAPTURE(ceiling_operations, fp32, Arithmetic::kFp32)->Apply(each_count_of_threads);
BENCHMARK_CAPTURE(ceiling_operations, bf16, Arithmetic::kBf16)->Apply(each_count_of_threads);
BENCHMARK_CAPTURE(ceiling_operations, int8, Arithmetic::kInt8)->Apply(each_count_of_threads);
BENCHMARK(ceiling_memory)->Apply(each_count_of_threads);

}  // namespace
}  // namespace goodparts
