#include "kernels/mahalanobis/place_distances_cuda.h"

#include <algorithm>
#include <mutex>

#include "kernels/cuda/staging.h"

namespace goodparts::cuda {
namespace {

constexpr int kWarps = 4;
constexpr std::int64_t kMostSamples = std::int64_t{1} << 30;  // bytes on the device at once

__device__ float warp_sum(float value) {
  for (int offset = 16; offset > 0; offset /= 2) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
  }
  return value;
}
__device__ double warp_sum(double value) {
  for (int offset = 16; offset > 0; offset /= 2) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
  }
  return value;
}

struct Places {
  const float* means;
  const float* factors;
  std::int64_t places;
  std::int64_t dim;
  std::int64_t rank;
  std::int64_t each;    // floats of a factor
  std::int64_t cached;  // of which so many go to shared memory: all or none
  const float* samples;
  std::int64_t count;
  float* distances;
};

// ‖W difference‖, each lane with rows of its own. Rows r = 32i + lane of a packed triangle begin at
// r (r + 1) / 2, which for 32 lanes are different banks of shared memory.
__device__ double full_square(const float* factor, const float* difference, std::int64_t dim,
                              int lane) {
  double squares = 0.0;
  for (std::int64_t row = lane; row < dim; row += 32) {
    const float* const weights = factor + row * (row + 1) / 2;
    float sum = 0.0F;
    for (std::int64_t c = 0; c <= row; ++c) {
      sum = __fmaf_rn(weights[c], difference[c], sum);
    }
    squares += static_cast<double>(sum) * static_cast<double>(sum);
  }
  return warp_sum(squares);
}

// `rest` begins as the difference and ends as what the leading directions leave of it.
__device__ double low_rank_square(const float* factor, const float* difference, float* rest,
                                  std::int64_t dim, std::int64_t rank, int lane) {
  const float* const weights = factor + rank * dim;
  double sum = 0.0;
  for (std::int64_t k = 0; k < rank; ++k) {
    const float* const direction = factor + k * dim;
    float share = 0.0F;
    for (std::int64_t c = lane; c < dim; c += 32) {
      share = __fmaf_rn(direction[c], difference[c], share);
    }
    share = warp_sum(share);
    for (std::int64_t c = lane; c < dim; c += 32) {
      rest[c] = __fmaf_rn(-share, direction[c], rest[c]);
    }
    sum +=
        static_cast<double>(weights[k]) * static_cast<double>(share) * static_cast<double>(share);
  }
  float squares = 0.0F;
  for (std::int64_t c = lane; c < dim; c += 32) {
    squares = __fmaf_rn(rest[c], rest[c], squares);
  }
  return sum + static_cast<double>(weights[rank]) * static_cast<double>(warp_sum(squares));
}

// A block a place, a warp a vector: the factor is read once for all vectors.
__global__ void __launch_bounds__(kWarps * 32) place_distances(const Places p) {
  extern __shared__ float shared[];  // difference and rest for each warp, the factor
  const std::int64_t place = blockIdx.x;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp = static_cast<int>(threadIdx.x) / 32;
  float* const difference = shared + warp * 2 * p.dim;
  float* const rest = difference + p.dim;
  const float* factor = p.factors + place * p.each;
  if (p.cached > 0) {
    float* const copy = shared + kWarps * 2 * p.dim;
    for (std::int64_t i = threadIdx.x; i < p.each; i += kWarps * 32) {
      copy[i] = factor[i];
    }
    factor = copy;
  }
  __syncthreads();
  for (std::int64_t i = warp; i < p.count; i += kWarps) {
    const float* const sample = p.samples + (i * p.places + place) * p.dim;
    for (std::int64_t c = lane; c < p.dim; c += 32) {
      difference[c] = rest[c] = sample[c] - p.means[place * p.dim + c];
    }
    __syncwarp();
    const double square = p.rank == 0
                              ? full_square(factor, difference, p.dim, lane)
                              : low_rank_square(factor, difference, rest, p.dim, p.rank, lane);
    if (lane == 0) {
      p.distances[i * p.places + place] = static_cast<float>(sqrt(square));
    }
    __syncwarp();
  }
}

int most_shared_memory() {
  int device = 0;
  int value = 0;
  check(cudaGetDevice(&device), "asking for the device");
  check(cudaDeviceGetAttribute(&value, cudaDevAttrMaxSharedMemoryPerBlockOptin, device),
        "asking for the device's shared memory");
  return value;
}

}  // namespace

struct PlaceDistances::Impl {
  std::int64_t places = 0;
  std::int64_t dim = 0;
  std::int64_t rank = 0;
  std::int64_t each = 0;
  Buffer<float> means;
  Buffer<float> factors;
  std::int64_t shared = 0;  // bytes
  bool cached = false;
  std::mutex turn;  // what follows serves one call at a time
  Staging staging;
};

PlaceDistances::PlaceDistances(const float* means, const float* factors, std::int64_t places,
                               std::int64_t dim, std::int64_t rank)
    : impl_(std::make_unique<Impl>()) {
  Impl& impl = *impl_;
  impl.places = places;
  impl.dim = dim;
  impl.rank = rank;
  impl.each = rank == 0 ? dim * (dim + 1) / 2 : rank * dim + rank + 1;
  impl.shared = kWarps * 2 * dim * 4;
  // Several blocks are to share a multiprocessor, else reading a factor holds all up.
  const std::int64_t most = most_shared_memory();
  impl.cached = impl.shared + impl.each * 4 <= most / 2;
  impl.shared += impl.cached ? impl.each * 4 : 0;
  if (impl.shared > most) {
    throw Error(ErrorKind::kUnavailable, "CUDA: Mahalanobis distances of " + std::to_string(dim) +
                                             " dimensions do not fit a multiprocessor; use "
                                             "device=cpu");
  }
  check(cudaFuncSetAttribute(place_distances, cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(most)),
        "asking for shared memory");
  impl.means = uploaded(means, places * dim);
  impl.factors = impl.staging.uploaded(factors, places * impl.each);
}

PlaceDistances::~PlaceDistances() = default;

void PlaceDistances::compute_on_device(const float* samples, std::int64_t count,
                                       float* distances) const {
  const Impl& impl = *impl_;
  const Places places{impl.means.get(), impl.factors.get(),  impl.places, impl.dim, impl.rank,
                      impl.each,        impl.cached ? 1 : 0, samples,     count,    distances};
  place_distances<<<static_cast<unsigned>(impl.places), kWarps * 32,
                    static_cast<std::size_t>(impl.shared)>>>(places);
  check_launch("place_distances");
}

void PlaceDistances::compute(const float* samples, std::int64_t count, float* distances) const {
  Impl& impl = *impl_;
  const std::lock_guard<std::mutex> guard(impl.turn);
  const std::int64_t sample = impl.places * impl.dim;
  const std::int64_t most = std::max<std::int64_t>(1, kMostSamples / (sample * 4));
  Buffer<float> room(std::min(most, count) * sample);
  Buffer<float> result(std::min(most, count) * impl.places);
  for (std::int64_t first = 0; first < count; first += most) {
    const std::int64_t part = std::min(most, count - first);
    impl.staging.upload(room, samples + first * sample, part * sample);
    compute_on_device(room.get(), part, result.get());
    impl.staging.download(result, distances + first * impl.places, part * impl.places);
  }
}

}  // namespace goodparts::cuda
