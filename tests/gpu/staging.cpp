// Copies by way of page-locked memory: small ones, of whole halves, and of a few halves and a rest.
#include "kernels/cuda/staging.h"

#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {

void check_staging(Checks& checks) {
  checks.begin("staging");
  cuda::Staging staging;
  for (const std::int64_t count : {1, 1000, (1 << 20) - 1, 1 << 20, 5 * (1 << 20) + 3}) {
    std::vector<float> values = uniform(count, 14);
    const std::vector<float> expected = values;
    cuda::Buffer<float> on_device(count + 2);
    on_device.fill_bytes(0);
    staging.upload(on_device, values.data(), count, 1);
    values.assign(values.size(), -7.0F);  // it may be changed at once
    staging.download(on_device, values.data(), count, 1);
    checks.expect(values == expected, std::to_string(count) + " numbers: they differ");
    float around[] = {-7.0F, -7.0F};
    on_device.download(around, 1, 0);
    on_device.download(around + 1, 1, count + 1);
    checks.expect(around[0] == 0.0F && around[1] == 0.0F,
                  std::to_string(count) + " numbers: written beyond");
  }
}

}  // namespace goodparts::gpu
