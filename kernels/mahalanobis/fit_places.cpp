#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"
#include "kernels/blas/symmetric.h"
#include "kernels/mahalanobis/gaussians_on_device.h"

namespace goodparts {
namespace {

// Eigenvalues below this share of the largest are rounding: the covariance lacks that rank.
constexpr double kLeastShare = 1e-12;

// The training vectors of one place, less their mean.
struct Centred {
  std::int64_t count = 0;
  std::int64_t dim = 0;
  std::vector<double> rows;

  double divisor() const { return static_cast<double>(std::max<std::int64_t>(1, count - 1)); }
};

Centred centre(std::span<const float> samples, std::int64_t count, std::int64_t places,
               std::int64_t place, std::int64_t dim, float* mean_out) {
  Centred centred{count, dim, std::vector<double>(static_cast<std::size_t>(count * dim))};
  std::vector<double> mean(static_cast<std::size_t>(dim), 0.0);
  for (std::int64_t i = 0; i < count; ++i) {
    const float* const from = samples.data() + (i * places + place) * dim;
    double* const to = centred.rows.data() + i * dim;
    for (std::int64_t c = 0; c < dim; ++c) {
      to[c] = static_cast<double>(from[c]);
      mean[static_cast<std::size_t>(c)] += to[c];
    }
  }
  for (std::int64_t c = 0; c < dim; ++c) {
    mean[static_cast<std::size_t>(c)] /= static_cast<double>(count);
    mean_out[c] = static_cast<float>(mean[static_cast<std::size_t>(c)]);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t c = 0; c < dim; ++c) {
      centred.rows[static_cast<std::size_t>(i * dim + c)] -= mean[static_cast<std::size_t>(c)];
    }
  }
  return centred;
}

void fit_full(const Centred& centred, double regulariser, float* out) {
  const std::int64_t dim = centred.dim;
  std::vector<double> matrix(static_cast<std::size_t>(dim * dim));
  gram_lower(centred.rows.data(), centred.count, dim, matrix.data());
  for (std::int64_t i = 0; i < dim; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      matrix[static_cast<std::size_t>(i * dim + j)] /= centred.divisor();
    }
    matrix[static_cast<std::size_t>(i * dim + i)] += regulariser;
  }
  if (!cholesky_lower(matrix.data(), dim)) {
    throw Error(ErrorKind::kData,
                "a covariance is not positive definite: the features are too large for its "
                "regulariser; are the backbone's weights damaged?");
  }
  invert_lower(matrix.data(), dim);
  for (std::int64_t i = 0; i < dim; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      *out++ = static_cast<float>(matrix[static_cast<std::size_t>(i * dim + j)]);
    }
  }
}

double squared_sum(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value * value;
  }
  return sum;
}

std::vector<double> transposed(const Centred& centred) {
  std::vector<double> result(centred.rows.size());
  for (std::int64_t i = 0; i < centred.count; ++i) {
    for (std::int64_t c = 0; c < centred.dim; ++c) {
      result[static_cast<std::size_t>(c * centred.count + i)] =
          centred.rows[static_cast<std::size_t>(i * centred.dim + c)];
    }
  }
  return result;
}

// Of the covariance times its divisor. Of fewer vectors than dimensions, from the smaller matrix of
// their products, whose eigenvectors g give Xᵀg.
Eigenpairs scatter_eigenpairs(const Centred& centred, std::int64_t rank) {
  const std::int64_t dim = centred.dim;
  const std::int64_t size = std::min(centred.count, dim);
  std::vector<double> matrix(static_cast<std::size_t>(size * size));
  if (size == dim) {
    gram_lower(centred.rows.data(), centred.count, dim, matrix.data());
    return leading_eigenpairs(matrix.data(), size, std::min(rank, size));
  }
  gram_lower(transposed(centred).data(), dim, size, matrix.data());
  const Eigenpairs small = leading_eigenpairs(matrix.data(), size, std::min(rank, size));
  Eigenpairs pairs{small.values,
                   std::vector<double>(small.values.size() * static_cast<std::size_t>(dim), 0.0)};
  for (std::size_t k = 0; k < small.values.size(); ++k) {
    double* const vector = pairs.vectors.data() + static_cast<std::int64_t>(k) * dim;
    for (std::int64_t i = 0; i < size; ++i) {
      const double share =
          small.vectors[k * static_cast<std::size_t>(size) + static_cast<std::size_t>(i)];
      for (std::int64_t c = 0; c < dim; ++c) {
        vector[c] += share * centred.rows[static_cast<std::size_t>(i * dim + c)];
      }
    }
    double length = 0.0;
    for (std::int64_t c = 0; c < dim; ++c) {
      length += vector[c] * vector[c];
    }
    for (std::int64_t c = 0; c < dim && length > 0.0; ++c) {
      vector[c] /= std::sqrt(length);
    }
  }
  return pairs;
}

// What the covariance lacks in rank stays 0 in `out`.
void fit_low_rank(const Centred& centred, std::int64_t rank, double regulariser, float* out) {
  const std::int64_t dim = centred.dim;
  const Eigenpairs pairs = scatter_eigenpairs(centred, rank);
  double rest = squared_sum(centred.rows);  // the sum of all eigenvalues
  float* const weights = out + rank * dim;
  std::int64_t kept = 0;
  for (std::size_t k = 0; k < pairs.values.size(); ++k) {
    if (!(pairs.values[k] > kLeastShare * pairs.values.front())) {
      break;
    }
    for (std::int64_t c = 0; c < dim; ++c) {
      out[kept * dim + c] = static_cast<float>(
          pairs.vectors[k * static_cast<std::size_t>(dim) + static_cast<std::size_t>(c)]);
    }
    weights[kept++] = static_cast<float>(1.0 / (pairs.values[k] / centred.divisor() + regulariser));
    rest -= pairs.values[k];
  }
  const double remainder = dim > kept ? std::max(0.0, rest) / static_cast<double>(dim - kept) : 0.0;
  weights[rank] = static_cast<float>(1.0 / (remainder / centred.divisor() + regulariser));
}

}  // namespace

std::int64_t PlaceGaussians::floats_per_place() const { return floats_per_gaussian(dim, rank); }

std::int64_t floats_per_gaussian(std::int64_t dim, std::int64_t rank) {
  return rank == 0 ? dim * (dim + 1) / 2 : rank * dim + rank + 1;
}

PlaceGaussians unfilled_place_gaussians(std::int64_t places, std::int64_t dim, std::int64_t rank) {
  return {places, dim, rank, {}, {}, std::make_shared<GaussiansOnDevice>()};
}

PlaceGaussians make_place_gaussians(std::int64_t places, std::int64_t dim, std::int64_t rank) {
  assert(places > 0 && dim > 0 && rank >= 0 && rank <= dim);
  PlaceGaussians gaussians = unfilled_place_gaussians(places, dim, rank);
  gaussians.means.resize(static_cast<std::size_t>(places * dim));
  gaussians.factors.resize(static_cast<std::size_t>(places * gaussians.floats_per_place()));
  return gaussians;
}

void fit_places(const Context& context, std::span<const float> samples, std::int64_t count,
                std::int64_t first_place, std::int64_t block_places, double regulariser,
                PlaceGaussians& gaussians) {
  const std::int64_t dim = gaussians.dim;
  assert(static_cast<std::int64_t>(samples.size()) == count * block_places * dim);
  assert(count >= 1 && first_place + block_places <= gaussians.places && regulariser > 0.0);
  gaussians.on_device = std::make_shared<GaussiansOnDevice>();
  Progress progress(context, "covariances", block_places);
  parallel_for(context.threads, block_places, [&](std::int64_t place) {
    const std::int64_t at = first_place + place;
    const Centred centred =
        centre(samples, count, block_places, place, dim, gaussians.means.data() + at * dim);
    float* const factor = gaussians.factors.data() + at * gaussians.floats_per_place();
    if (gaussians.rank == 0) {
      fit_full(centred, regulariser, factor);
    } else {
      fit_low_rank(centred, gaussians.rank, regulariser, factor);
    }
    progress.advance();
  });
}

}  // namespace goodparts
