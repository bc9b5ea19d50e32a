// Takes the place of every .cu file in a build without CUDA: asking for a CUDA kernel is an error
// that says what to do.
#include "kernels/base/error.h"
#include "kernels/blur/blur_maps_cuda.h"
#include "kernels/components/components_cuda.h"
#include "kernels/coreset/greedy_k_centre_cuda.h"
#include "kernels/coupling/coupling_cuda.h"
#include "kernels/cuda/device.h"
#include "kernels/forest/path_lengths_cuda.h"
#include "kernels/knn/nearest_rows_cuda.h"
#include "kernels/mahalanobis/place_distances_cuda.h"
#include "kernels/maps/anomaly_maps_cuda.h"
#include "kernels/ranking/radix_sort_cuda.h"
#include "kernels/resize/resize_maps_cuda.h"

namespace goodparts::cuda {
namespace {

constexpr const char* kWhy =
    "this build of goodparts has no CUDA; use device=cpu, or build where nvcc is installed "
    "(-DGOODPARTS_WITH_CUDA=ON)";

[[noreturn]] void refuse() { throw Error(ErrorKind::kUnavailable, std::string("CUDA: ") + kWhy); }

}  // namespace

Devices devices() { return {{}, kWhy}; }

std::string describe_devices() { return std::string("none: ") + kWhy; }

void require_device(const std::string& asked) {
  throw Error(ErrorKind::kUnavailable, asked + ": " + kWhy);
}

struct BankSearch::Impl {};
BankSearch::BankSearch(const float*, std::int64_t, std::int64_t) { refuse(); }
BankSearch::~BankSearch() = default;
void BankSearch::search(const float*, std::int64_t, std::int64_t, float*, std::int64_t*,
                        const std::function<void()>&) const {
  refuse();
}
void BankSearch::search_on_device(const float*, std::int64_t, std::int64_t, float*, std::int64_t*,
                                  const std::function<void()>&) const {
  refuse();
}

std::int64_t greedy_k_centre(const float*, std::int64_t, std::int64_t, const float*, std::int64_t,
                             std::int64_t*, const std::function<void(std::int64_t)>&) {
  refuse();
}

struct PlaceDistances::Impl {};
PlaceDistances::PlaceDistances(const float*, const float*, std::int64_t, std::int64_t,
                               std::int64_t) {
  refuse();
}
PlaceDistances::~PlaceDistances() = default;
void PlaceDistances::compute(const float*, std::int64_t, float*) const { refuse(); }
void PlaceDistances::compute_on_device(const float*, std::int64_t, float*) const { refuse(); }

struct ForestWalk::Impl {};
ForestWalk::ForestWalk(const FlatForest&) { refuse(); }
ForestWalk::~ForestWalk() = default;
void ForestWalk::add_to(double*, const float*, std::int64_t) const { refuse(); }
void ForestWalk::add_to_on_device(double*, const float*, std::int64_t) const { refuse(); }

void blur_maps(float*, std::int64_t, std::int64_t, std::int64_t, const double*, std::int64_t,
               BlurBorder) {
  refuse();
}
void blur_maps_on_device(float*, float*, std::int64_t, std::int64_t, std::int64_t, const double*,
                         std::int64_t, BlurBorder) {
  refuse();
}

void resize_maps_bilinear(const float*, std::int64_t, GridSize, GridSize, std::int64_t, float*) {
  refuse();
}
void resize_maps_bilinear_on_device(const float*, std::int64_t, GridSize, GridSize, std::int64_t,
                                    float*) {
  refuse();
}
void resize_maps_nearest(const float*, std::int64_t, GridSize, GridSize, std::int64_t, float*) {
  refuse();
}
void resize_maps_nearest_on_device(const float*, std::int64_t, GridSize, GridSize, std::int64_t,
                                   float*) {
  refuse();
}

void anomaly_maps(const float*, std::int64_t, GridSize, GridSize, bool, const double*, std::int64_t,
                  BlurBorder, float* const*) {
  refuse();
}

std::vector<std::int64_t> connected_components(const std::uint8_t*, std::int64_t, std::int64_t,
                                               std::int32_t*) {
  refuse();
}
std::int64_t label_components_on_device(const std::uint8_t*, std::int64_t, std::int64_t,
                                        std::int32_t*, std::int32_t*) {
  refuse();
}

void radix_sort(std::uint64_t*, std::int64_t, int) { refuse(); }
std::uint64_t* radix_sort_on_device(std::uint64_t*, std::uint64_t*, std::int64_t, int) { refuse(); }

void affine_coupling(const float*, const float*, const float*, std::int64_t, std::int64_t,
                     std::int64_t, std::int64_t, std::int64_t, float, float*, float*) {
  refuse();
}
void spline_coupling(const float*, const float*, std::int64_t, std::int64_t, std::int64_t,
                     std::int64_t, std::int64_t, float, float*, float*) {
  refuse();
}
void affine_coupling_on_device(const float*, const float*, const float*, std::int64_t, std::int64_t,
                               std::int64_t, std::int64_t, std::int64_t, float, float*, float*) {
  refuse();
}
void spline_coupling_on_device(const float*, const float*, std::int64_t, std::int64_t, std::int64_t,
                               std::int64_t, std::int64_t, float, float*, float*) {
  refuse();
}

}  // namespace goodparts::cuda
