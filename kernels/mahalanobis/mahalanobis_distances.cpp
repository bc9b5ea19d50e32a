#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "kernels/base/parallel.h"
#include "kernels/distance/squared_distance.h"
#include "kernels/mahalanobis/place_gaussians.h"

namespace goodparts {
namespace {

constexpr std::int64_t kPlaceBlock = 32;  // handed to a thread at once
constexpr std::int64_t kLanes = 16;

typedef float Lanes __attribute__((vector_size(4 * kLanes)));

std::int64_t whole_lanes(std::int64_t size) { return (size + kLanes - 1) / kLanes * kLanes; }

__attribute__((always_inline)) inline float sum_of(const Lanes& lanes) {
  float values[kLanes];
  std::memcpy(values, &lanes, sizeof lanes);
  for (std::int64_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::int64_t i = 0; i < width; ++i) {
      values[i] += values[i + width];
    }
  }
  return values[0];
}

// Σ a[i] b[i]; `size` is a multiple of kLanes.
__attribute__((always_inline)) inline float inline_dot(const float* a, const float* b,
                                                       std::int64_t size) {
  Lanes sums = {};
  Lanes x;
  Lanes y;
  for (std::int64_t i = 0; i < size; i += kLanes) {
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    sums += x * y;
  }
  return sum_of(sums);
}

// A triangle's rows end anywhere. What is read beyond a row's end is another row's numbers, or the
// zeros after the last one; they meet the zeros of `known`, which holds the differences only as far
// as the row goes.
GOODPARTS_SIMD
float full_distance(const float* difference, const float* triangle, std::int64_t dim,
                    float* known) {
  std::fill_n(known, (dim + kLanes - 1) / kLanes * kLanes, 0.0F);
  double sum = 0.0;
  const float* row = triangle;
  for (std::int64_t i = 0; i < dim; ++i) {
    known[i] = difference[i];
    const auto value = static_cast<double>(inline_dot(row, known, (i + kLanes) / kLanes * kLanes));
    sum += value * value;
    row += i + 1;
  }
  return static_cast<float>(std::sqrt(sum));
}

GOODPARTS_SIMD
float low_rank_distance(const float* difference, const float* factor, std::int64_t dim,
                        std::int64_t rank, float* rest) {
  const std::int64_t padded = (dim + kLanes - 1) / kLanes * kLanes;
  std::copy_n(difference, padded, rest);
  const float* const weights = factor + rank * dim;
  double sum = 0.0;
  for (std::int64_t k = 0; k < rank; ++k) {
    const float* const vector = factor + k * dim;
    const float share = inline_dot(vector, difference, padded);  // difference ends in zeros
    for (std::int64_t c = 0; c < dim; ++c) {
      rest[c] -= share * vector[c];
    }
    sum +=
        static_cast<double>(weights[k]) * static_cast<double>(share) * static_cast<double>(share);
  }
  sum += static_cast<double>(weights[rank]) * static_cast<double>(inline_dot(rest, rest, padded));
  return static_cast<float>(std::sqrt(sum));
}

}  // namespace

std::vector<float> mahalanobis_distances(const Context& context, const PlaceGaussians& gaussians,
                                         std::span<const float> samples, std::int64_t count) {
  const std::int64_t places = gaussians.places;
  const std::int64_t dim = gaussians.dim;
  const std::int64_t each = gaussians.floats_per_place();
  assert(static_cast<std::int64_t>(samples.size()) == count * places * dim);
  std::vector<float> distances(static_cast<std::size_t>(count * places));
  parallel_for(context.threads, (places + kPlaceBlock - 1) / kPlaceBlock, [&](std::int64_t block) {
    context.check_cancelled();
    std::vector<float> difference(static_cast<std::size_t>(whole_lanes(dim)), 0.0F);
    std::vector<float> scratch(difference.size());
    std::vector<float> factor(static_cast<std::size_t>(each + kLanes), 0.0F);
    const std::int64_t end = std::min(places, (block + 1) * kPlaceBlock);
    for (std::int64_t place = block * kPlaceBlock; place < end; ++place) {
      std::copy_n(gaussians.factors.data() + place * each, each, factor.data());
      for (std::int64_t i = 0; i < count; ++i) {
        const float* const sample = samples.data() + (i * places + place) * dim;
        for (std::int64_t c = 0; c < dim; ++c) {
          difference[static_cast<std::size_t>(c)] =
              sample[c] - gaussians.means[static_cast<std::size_t>(place * dim + c)];
        }
        distances[static_cast<std::size_t>(i * places + place)] =
            gaussians.rank == 0
                ? full_distance(difference.data(), factor.data(), dim, scratch.data())
                : low_rank_distance(difference.data(), factor.data(), dim, gaussians.rank,
                                    scratch.data());
      }
    }
  });
  return distances;
}

}  // namespace goodparts
