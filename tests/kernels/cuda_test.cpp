// Kernels on a CUDA device: the CPU's results where there is one, an error that says what to do
// where there is none, never the CPU in silence. scripts/gpu-check has the thorough comparisons.
#include "kernels/cuda/device.h"

#include <gtest/gtest.h>

#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/knn/nearest_rows.h"
#include "tests/support/expect_error.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::uniform_values;

class OnCuda : public ::testing::Test {
 protected:
  OnCuda() { cuda_.device = Device::kCuda; }

  // compute(context) on the device equals that on the CPU, or is refused.
  template <class Compute>
  void expect_the_same_or_refused(const Compute& compute) {
    if (cuda::devices().found.empty()) {
      EXPECT_ERROR(compute(cuda_), ErrorKind::kUnavailable, "device=cpu");
    } else {
      EXPECT_EQ(compute(cuda_), compute(Context{}));
    }
  }

  Context cuda_;
};

TEST_F(OnCuda, NearestRows) {
  const std::vector<float> bank = uniform_values(300 * 20, 1);
  const std::vector<float> queries = uniform_values(30 * 20, 2);
  const NearestRows search({bank.data(), 300, 20});
  expect_the_same_or_refused([&](const Context& context) {
    return search.search(context, {queries.data(), 30, 20}, 3).rows;
  });
}

TEST_F(OnCuda, GreedyKCentre) {
  const std::vector<float> points = uniform_values(300 * 20, 3);
  expect_the_same_or_refused([&](const Context& context) {
    return greedy_coreset(context, {points.data(), 300, 20}, 30);
  });
}

TEST(CudaDevices, AreThereOrTheirLackIsExplained) {
  const cuda::Devices all = cuda::devices();
  EXPECT_NE(all.found.empty(), all.why_none.empty());
  EXPECT_EQ(all.found.empty(), cuda::describe_devices().starts_with("none: "));
  if (all.found.empty()) {
    EXPECT_ERROR(cuda::require_device("device=cuda"), ErrorKind::kUnavailable, "device=cuda: ");
  } else {
    EXPECT_GT(all.found.front().memory, 0);
  }
}

}  // namespace
}  // namespace goodparts
