// The rate of a large bf16 product through cuBLAS: what tensor cores reach.
#include <cublas_v2.h>
#include <cuda_runtime.h>

#include "kernels/base/bfloat16.h"
#include "kernels/base/error.h"
#include "kernels/cuda/buffer.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

void check(cublasStatus_t status) {
  if (status != CUBLAS_STATUS_SUCCESS) {
    throw Error(ErrorKind::kUnavailable, std::string("cuBLAS: ") + cublasGetStatusString(status));
  }
}

cuda::Buffer<Bfloat16> random_matrix(std::int64_t size, std::uint64_t seed) {
  std::vector<Bfloat16> values;
  values.reserve(static_cast<std::size_t>(size * size));
  for (const float value : uniform(size * size, seed, -1.0F, 1.0F)) {
    values.push_back(to_bfloat16(value));
  }
  return cuda::uploaded(values.data(), size * size);
}

}  // namespace

double measure_product_rate() {
  constexpr int kSize = 8192;
  const cuda::Buffer<Bfloat16> a = random_matrix(kSize, 1);
  const cuda::Buffer<Bfloat16> b = random_matrix(kSize, 2);
  cuda::Buffer<Bfloat16> c(std::int64_t{kSize} * kSize);
  cublasHandle_t handle = nullptr;
  check(cublasCreate(&handle));
  const float one = 1.0F;
  const float zero = 0.0F;
  const double ms = median_ms(20, [&] {
    check(cublasGemmEx(handle, CUBLAS_OP_T, CUBLAS_OP_N, kSize, kSize, kSize, &one, a.get(),
                       CUDA_R_16BF, kSize, b.get(), CUDA_R_16BF, kSize, &zero, c.get(), CUDA_R_16BF,
                       kSize, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT));
  });
  check(cublasDestroy(handle));
  return 2.0 * kSize * kSize * kSize / ms * 1e3;
}

}  // namespace goodparts::gpu
