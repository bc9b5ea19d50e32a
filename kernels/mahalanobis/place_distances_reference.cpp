#include "kernels/mahalanobis/place_distances_reference.h"

#include <cmath>
#include <vector>

namespace goodparts {
namespace {

double dot(const float* a, const std::vector<double>& b, std::int64_t size) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < size; ++i) {
    sum += static_cast<double>(a[i]) * b[static_cast<std::size_t>(i)];
  }
  return sum;
}

double full_square(const float* triangle, const std::vector<double>& difference) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(difference.size()); ++i) {
    const double value = dot(triangle, difference, i + 1);
    sum += value * value;
    triangle += i + 1;
  }
  return sum;
}

double low_rank_square(const float* factor, const std::vector<double>& difference,
                       std::int64_t rank) {
  const auto dim = static_cast<std::int64_t>(difference.size());
  const float* const weights = factor + rank * dim;
  std::vector<double> rest = difference;
  double sum = 0.0;
  for (std::int64_t k = 0; k < rank; ++k) {
    const double share = dot(factor + k * dim, difference, dim);
    sum += static_cast<double>(weights[k]) * share * share;
    for (std::int64_t c = 0; c < dim; ++c) {
      rest[static_cast<std::size_t>(c)] -= share * static_cast<double>(factor[k * dim + c]);
    }
  }
  for (const double value : rest) {
    sum += static_cast<double>(weights[rank]) * value * value;
  }
  return sum;
}

template <class Square>
void for_each(const float* means, std::int64_t places, std::int64_t dim, const float* samples,
              std::int64_t count, double* distances, const Square& square) {
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t place = 0; place < places; ++place) {
      std::vector<double> difference;
      for (std::int64_t c = 0; c < dim; ++c) {
        difference.push_back(static_cast<double>(samples[(i * places + place) * dim + c]) -
                             static_cast<double>(means[place * dim + c]));
      }
      distances[i * places + place] = std::sqrt(square(place, difference));
    }
  }
}

}  // namespace

void full_distances_reference(const float* means, const float* factors, std::int64_t places,
                              std::int64_t dim, const float* samples, std::int64_t count,
                              double* distances) {
  for_each(means, places, dim, samples, count, distances,
           [&](std::int64_t place, const std::vector<double>& difference) {
             return full_square(factors + place * dim * (dim + 1) / 2, difference);
           });
}

void low_rank_distances_reference(const float* means, const float* factors, std::int64_t places,
                                  std::int64_t dim, std::int64_t rank, const float* samples,
                                  std::int64_t count, double* distances) {
  for_each(means, places, dim, samples, count, distances,
           [&](std::int64_t place, const std::vector<double>& difference) {
             return low_rank_square(factors + place * (rank * dim + rank + 1), difference, rank);
           });
}

}  // namespace goodparts
