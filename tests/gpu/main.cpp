// gpu_check            checks every CUDA kernel against its CPU reference, then times them
// gpu_check --checks   checks only
// gpu_check --small    checks only, of small data (under compute-sanitizer, which is slow)
#include <cstdio>
#include <ctime>
#include <string>

#include "kernels/base/error.h"
#include "kernels/cuda/device.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

int run_checks(bool small) {
  Checks checks(small);
  check_staging(checks);
  check_knn(checks);
  check_coreset(checks);
  check_forest(checks);
  check_maps(checks);
  check_pixels(checks);
  check_coupling(checks);
  checks.end();
  std::printf("%s\n", checks.failures() == 0 ? "all checks passed" : "CHECKS FAILED");
  return checks.failures();
}

void run_times() {
  const Ceilings ceilings = measure_ceilings();
  char date[32];
  const std::time_t now = std::time(nullptr);
  std::strftime(date, sizeof date, "%Y-%m-%d", std::localtime(&now));
  std::printf(
      "\n%s, %s. Copy within the device: %.0f GB/s (read and written); bf16 product: %.0f "
      "TFLOP/s%s.\nMedians by CUDA events, data in device memory unless said otherwise.\n\n",
      cuda::describe_devices().c_str(), date, ceilings.bytes_per_second * 1e-9,
      ceilings.operations_per_second * 1e-12,
      ceilings.operations_per_second > 0.0 ? "" : " (cuBLAS not found)");
  std::printf("| %-52s | %10s | %8s | %7s | %8s | %7s |\n", "work", "ms", "GB/s", "of copy",
              "TFLOP/s", "of bf16");
  std::printf("|%s|---:|---:|---:|---:|---:|\n", "---");
  Table table(ceilings);
  time_knn(table);
  time_coreset(table);
  time_forest(table);
  time_maps(table);
  time_pixels(table);
  time_coupling(table);
}

int run(const std::string& mode) {
  try {
    cuda::require_device("gpu_check");
  } catch (const Error& error) {
    std::printf("%s\n", error.what());
    return 77;  // skipped
  }
  std::printf("%s\n", cuda::describe_devices().c_str());
  const int failures = run_checks(mode == "--small");
  if (failures == 0 && mode.empty()) {
    run_times();
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace goodparts::gpu

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    return goodparts::gpu::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    std::printf("gpu_check: %s\n", error.what());
    return 1;
  }
}
