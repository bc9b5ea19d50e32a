// Blur, resizing and Mahalanobis distances.
#include <cmath>
#include <cstdio>

#include "kernels/blur/blur_maps.h"
#include "kernels/blur/blur_maps_cuda.h"
#include "kernels/blur/blur_maps_reference.h"
#include "kernels/cuda/buffer.h"
#include "kernels/mahalanobis/place_distances_cuda.h"
#include "kernels/mahalanobis/place_distances_reference.h"
#include "kernels/mahalanobis/place_gaussians.h"
#include "kernels/maps/anomaly_maps.h"
#include "kernels/resize/resize_maps_cuda.h"
#include "kernels/resize/resize_maps_reference.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

void compare_blur(Checks& checks, std::int64_t count, std::int64_t height, std::int64_t width,
                  double sigma, BlurBorder border, const std::string& what) {
  std::vector<float> expected = uniform(count * height * width, 1, -1.0F, 1.0F);
  std::vector<float> found = expected;
  blur_maps_reference(expected.data(), count, height, width, sigma, border);
  blur_maps(on_gpu(), found.data(), count, height, width, sigma, border);
  checks.expect(found == expected, what + ": values differ");
}

void compare_resize(Checks& checks, std::int64_t count, GridSize from, GridSize to,
                    std::int64_t channels, const std::string& what) {
  const std::vector<float> values =
      uniform(count * from.height * from.width * channels, 2, -3.0F, 3.0F);
  std::vector<float> expected(static_cast<std::size_t>(count * to.height * to.width * channels));
  std::vector<float> found(expected.size(), NAN);
  resize_maps_bilinear_reference(values.data(), count, from, to, channels, expected.data());
  resize_maps_bilinear(on_gpu(), values.data(), count, from, to, channels, found.data());
  checks.expect(found == expected, what + ": values differ");
  resize_maps_nearest_reference(values.data(), count, from, to, channels, expected.data());
  resize_maps_nearest(on_gpu(), values.data(), count, from, to, channels, found.data());
  checks.expect(found == expected, what + ", nearest: values differ");
}

void compare_anomaly_maps(Checks& checks, std::int64_t count, GridSize grid, const MapStyle& style,
                          const std::string& what) {
  const std::vector<float> grids = uniform(count * grid.height * grid.width, 6);
  checks.expect(anomaly_maps(on_gpu(), grids.data(), count, grid, style) ==
                    anomaly_maps({}, grids.data(), count, grid, style),
                what + ": values differ");
}

struct Gaussians {
  std::vector<float> means;
  std::vector<float> factors;
};

Gaussians random_gaussians(std::int64_t places, std::int64_t dim, std::int64_t rank) {
  const std::int64_t each = rank == 0 ? dim * (dim + 1) / 2 : rank * dim + rank + 1;
  Gaussians result{uniform(places * dim, 3), uniform(places * each, 4, -0.2F, 0.2F)};
  for (std::int64_t place = 0; place < places && rank > 0; ++place) {  // weights are not negative
    for (std::int64_t i = rank * dim; i < each; ++i) {
      float& weight = result.factors[static_cast<std::size_t>(place * each + i)];
      weight = std::fabs(weight) + 0.1F;
    }
  }
  return result;
}

void compare_distances(Checks& checks, std::int64_t places, std::int64_t dim, std::int64_t rank,
                       std::int64_t count, const std::string& what) {
  const Gaussians gaussians = random_gaussians(places, dim, rank);
  if (checks.skips(gaussians.factors.size())) {
    return;
  }
  const std::vector<float> samples = uniform(count * places * dim, 5);
  std::vector<double> expected(static_cast<std::size_t>(count * places));
  if (rank == 0) {
    full_distances_reference(gaussians.means.data(), gaussians.factors.data(), places, dim,
                             samples.data(), count, expected.data());
  } else {
    low_rank_distances_reference(gaussians.means.data(), gaussians.factors.data(), places, dim,
                                 rank, samples.data(), count, expected.data());
  }
  PlaceGaussians learned = make_place_gaussians(places, dim, rank);
  learned.means = gaussians.means;
  learned.factors = gaussians.factors;
  const std::vector<float> found = mahalanobis_distances(on_gpu(), learned, samples, count);
  // Terms of either sign: their magnitudes add up to some times the distance itself.
  checks.expect_near(found, {expected.begin(), expected.end()}, 2e-5, what);
}

}  // namespace

void check_maps(Checks& checks) {
  checks.begin("blur");
  compare_blur(checks, 3, 56, 61, 4.0, BlurBorder::kRepeatEdge, "repeated edge");
  compare_blur(checks, 2, 64, 32, 1.3, BlurBorder::kMirror, "mirrored");
  compare_blur(checks, 2, 5, 3, 4.0, BlurBorder::kMirror, "smaller than the kernel");
  compare_blur(checks, 1, 1, 9, 2.0, BlurBorder::kRepeatEdge, "one row");
  checks.begin("resize");
  compare_resize(checks, 3, {28, 28}, {224, 224}, 1, "a map");
  compare_resize(checks, 2, {14, 9}, {28, 31}, 5, "channels");
  compare_resize(checks, 1, {50, 40}, {7, 3}, 1, "smaller");
  compare_resize(checks, 1, {1, 1}, {4, 4}, 1, "one pixel");
  checks.begin("anomaly maps");
  const GridSize size{120, 97};
  compare_anomaly_maps(checks, 5, {28, 28}, {size, Enlarging::kBilinear, 4.0}, "bilinear");
  compare_anomaly_maps(checks, 3, {9, 14}, {size, Enlarging::kNearest, 1.3, BlurBorder::kMirror},
                       "nearest");
  compare_anomaly_maps(checks, 2, size, {size, Enlarging::kBilinear, 2.0}, "of the input's size");
  compare_anomaly_maps(checks, 2, {7, 7}, {size}, "not smoothed");
  compare_anomaly_maps(checks, 0, {7, 7}, {size}, "none");
  checks.begin("mahalanobis");
  compare_distances(checks, 50, 100, 0, 9, "full");
  compare_distances(checks, 7, 33, 0, 1, "full, odd");
  compare_distances(checks, 3, 550, 0, 5, "full, too long for shared memory");
  compare_distances(checks, 5, 1, 0, 3, "full, one dimension");
  compare_distances(checks, 20, 100, 12, 6, "low rank");
  compare_distances(checks, 4, 37, 37, 2, "of full rank");
}

void time_maps(Table& table) {
  constexpr std::int64_t kMaps = 512;
  constexpr std::int64_t kSide = 224;
  constexpr std::int64_t kPixels = kMaps * kSide * kSide;
  cuda::Buffer<float> maps = cuda::uploaded(uniform(kPixels, 1).data(), kPixels);
  cuda::Buffer<float> room(kPixels);
  const std::vector<double> kernel = gaussian_kernel(4.0);
  const auto taps = static_cast<std::int64_t>(kernel.size());
  const cuda::Buffer<double> weights = cuda::uploaded(kernel.data(), taps);
  const double blur_ms = median_ms(20, [&] {
    cuda::blur_maps_on_device(maps.get(), room.get(), kMaps, kSide, kSide, weights.get(), taps,
                              BlurBorder::kRepeatEdge);
  });
  table.row("blur 512 maps 224 x 224, sigma 4", blur_ms, 8.0 * kPixels,
            4.0 * static_cast<double>(taps) * kPixels);
  const double resize_ms = median_ms(20, [&] {
    cuda::resize_maps_bilinear_on_device(maps.get(), kMaps, {28, 28}, {kSide, kSide}, 1,
                                         room.get());
  });
  table.row("resize 512 maps 28 x 28 to 224 x 224", resize_ms,
            4.0 * kPixels + 4.0 * kMaps * 28 * 28, 9.0 * kPixels);
  for (const std::int64_t count : {std::int64_t{1}, std::int64_t{64}}) {
    constexpr std::int64_t kPlaces = 3136;
    constexpr std::int64_t kDim = 100;
    const Gaussians gaussians = random_gaussians(kPlaces, kDim, 0);
    const cuda::PlaceDistances distances(gaussians.means.data(), gaussians.factors.data(), kPlaces,
                                         kDim, 0);
    const std::int64_t numbers = count * kPlaces * kDim;
    const cuda::Buffer<float> samples = cuda::uploaded(uniform(numbers, 5).data(), numbers);
    cuda::Buffer<float> found(count * kPlaces);
    const double ms =
        median_ms(20, [&] { distances.compute_on_device(samples.get(), count, found.get()); });
    char what[96];
    std::snprintf(what, sizeof what, "mahalanobis %lld x 3136 places x 100",
                  static_cast<long long>(count));
    table.row(what, ms, 4.0 * (kPlaces * kDim * (kDim + 1) / 2.0 + static_cast<double>(numbers)),
              static_cast<double>(numbers) * (kDim + 1));
  }
}

}  // namespace goodparts::gpu
