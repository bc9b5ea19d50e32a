#include "tests/gpu/gpu_check.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kernels/cuda/buffer.h"

namespace goodparts::gpu {

Context on_gpu() {
  Context context;
  context.device = Device::kCuda;
  context.threads = 4;
  return context;
}

void Checks::begin(const std::string& group) {
  end();
  group_ = group;
  in_group_ = failures_;
}

void Checks::expect(bool condition, const std::string& what) {
  ++expectations_;
  if (!condition) {
    ++failures_;
    std::printf("  FAILED %s: %s\n", group_.c_str(), what.c_str());
  }
}

void Checks::expect_near(const std::vector<float>& found, const std::vector<float>& expected,
                         double bound, const std::string& what) {
  double largest = found.size() == expected.size() ? 0.0 : HUGE_VAL;
  for (std::size_t i = 0; i < found.size() && largest < HUGE_VAL; ++i) {
    const double difference =
        std::fabs(static_cast<double>(found[i]) - static_cast<double>(expected[i])) /
        std::max(1.0, std::fabs(static_cast<double>(expected[i])));
    largest = difference <= largest ? largest : std::isnan(difference) ? HUGE_VAL : difference;
  }
  char text[64];
  std::snprintf(text, sizeof text, ": off by %.3g, allowed %.3g", largest, bound);
  expect(largest <= bound, what + text);
}

void Checks::end() {
  if (!group_.empty()) {
    std::printf("%-28s %s\n", group_.c_str(), failures_ == in_group_ ? "ok" : "FAILED");
    group_.clear();
  }
}

std::vector<float> uniform(std::int64_t count, std::uint64_t seed, float low, float high) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) {  // splitmix64
    std::uint64_t z = (seed * 0x632BE59BD9B4E019ULL + i + 1) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    values[i] = low + (high - low) * (static_cast<float>(z >> 40U) / 16777216.0F);
  }
  return values;
}

double median_ms(int repetitions, const std::function<void()>& work) {
  cudaEvent_t start = nullptr;
  cudaEvent_t stop = nullptr;
  cuda::check(cudaEventCreate(&start), "creating an event");
  cuda::check(cudaEventCreate(&stop), "creating an event");
  work();
  work();
  std::vector<float> times;
  for (int i = 0; i < repetitions; ++i) {
    cuda::check(cudaEventRecord(start), "recording an event");
    work();
    cuda::check(cudaEventRecord(stop), "recording an event");
    cuda::check(cudaEventSynchronize(stop), "waiting for an event");
    times.push_back(0.0F);
    cuda::check(cudaEventElapsedTime(&times.back(), start, stop), "reading an event");
  }
  cuda::check(cudaEventDestroy(start), "destroying an event");
  cuda::check(cudaEventDestroy(stop), "destroying an event");
  std::sort(times.begin(), times.end());
  return static_cast<double>(times[times.size() / 2]);
}

Ceilings measure_ceilings() {
  constexpr std::int64_t kBytes = std::int64_t{4} << 30;
  cuda::Buffer<char> from(kBytes);
  cuda::Buffer<char> to(kBytes);
  from.fill_bytes(3);
  const double ms = median_ms(20, [&] {
    cuda::check(cudaMemcpyAsync(to.get(), from.get(), from.bytes(), cudaMemcpyDeviceToDevice),
                "copying within the device");
  });
  return {2.0 * static_cast<double>(kBytes) / ms * 1e3, measure_product_rate()};
}

void Table::row(const std::string& what, double ms, double bytes, double operations) {
  const double bandwidth = bytes / ms * 1e3;
  const double rate = operations / ms * 1e3;
  const double peak = ceilings_.operations_per_second;
  std::printf("| %-52s | %10.3f | %8.1f | %5.1f %% | %8.2f | %5.1f %% |\n", what.c_str(), ms,
              bandwidth * 1e-9, 100.0 * bandwidth / ceilings_.bytes_per_second, rate * 1e-12,
              peak > 0.0 ? 100.0 * rate / peak : 0.0);
}

}  // namespace goodparts::gpu
