#include "kernels/mahalanobis/place_distances.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/base/parallel.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

// Vectors side by side: column k holds value k of all of them, each in a lane of its own. What a
// lane holds does not depend on the others, nor on how many there are.
constexpr std::int64_t kRows = 8;    // of a factor, multiplied together
constexpr std::int64_t kPart = 64;   // values summed before they join the total
constexpr std::int64_t kLanes = 16;  // of the wide vectors

typedef float Wide __attribute__((vector_size(4 * kLanes)));
typedef float Narrow __attribute__((vector_size(16)));

template <class Lanes>
struct LaneCount {
  static constexpr std::int64_t value = sizeof(Lanes) / sizeof(float);
};

// totals[r] += rows[r][begin … end) · columns, in parts of kPart values from `begin` on, which is a
// multiple of kPart.
template <class Lanes, std::int64_t kVectors>
__attribute__((always_inline)) inline void multiply_rows(const float* const* rows,
                                                         const float* columns, std::int64_t begin,
                                                         std::int64_t end,
                                                         Lanes (&totals)[kRows][kVectors]) {
  constexpr std::int64_t kLane = LaneCount<Lanes>::value;
  constexpr std::int64_t kHeld = kLane * kVectors;
  for (std::int64_t part = begin; part < end; part += kPart) {
    const std::int64_t part_end = std::min(end, part + kPart);
    Lanes sums[kRows][kVectors] = {};
    for (std::int64_t k = part; k < part_end; ++k) {
      Lanes column[kVectors];
      std::memcpy(column, columns + k * kHeld, sizeof column);
#pragma GCC unroll 8
      for (std::int64_t r = 0; r < kRows; ++r) {
        const float weight = rows[r][k];
#pragma GCC unroll 2
        for (std::int64_t v = 0; v < kVectors; ++v) {
          sums[r][v] += weight * column[v];
        }
      }
    }
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::int64_t v = 0; v < kVectors; ++v) {
        totals[r][v] += sums[r][v];
      }
    }
  }
}

// squares[lane] += value², in double.
template <class Lanes, std::int64_t kVectors>
__attribute__((always_inline)) inline void add_squares(const Lanes (&values)[kVectors],
                                                       double weight, double* squares) {
  constexpr std::int64_t kLane = LaneCount<Lanes>::value;
  typedef double Doubles __attribute__((vector_size(8 * kLane)));
  for (std::int64_t v = 0; v < kVectors; ++v) {
    Doubles sum;
    std::memcpy(&sum, squares + v * kLane, sizeof sum);
    const Doubles value = __builtin_convertvector(values[v], Doubles);
    sum += weight * (value * value);
    std::memcpy(squares + v * kLane, &sum, sizeof sum);
  }
}

// Asks for what the loops read soon. They read eight rows side by side, which the processor does
// not foresee: where a factor is read for few vectors, that would take half of the time. Beyond the
// last factor it asks in vain, which is allowed.
__attribute__((always_inline)) inline void prefetch(const float* from, const float* to) {
  constexpr std::int64_t kLine = 16;
  for (; from < to; from += kLine) {
    __builtin_prefetch(from, 0, 2);  // into the second cache: eight rows of 550 are 18 KB
  }
}

// A block of rows of the triangle: all of the columns before the block, then the block's own
// triangle.
template <class Lanes, std::int64_t kVectors>
__attribute__((always_inline)) inline void add_full(const float* triangle, std::int64_t dim,
                                                    const float* columns, double* squares) {
  constexpr std::int64_t kLane = LaneCount<Lanes>::value;
  constexpr std::int64_t kHeld = kLane * kVectors;
  for (std::int64_t i = 0; i < dim; i += kRows) {
    const std::int64_t rows_here = std::min(kRows, dim - i);
    // Two blocks ahead; behind the triangle lies that of the next place.
    const std::int64_t ahead = i + 2 * kRows;
    prefetch(triangle + ahead * (ahead + 1) / 2,
             triangle + (ahead + kRows) * (ahead + kRows + 1) / 2);
    const float* rows[kRows];
    for (std::int64_t r = 0; r < kRows; ++r) {
      // Beyond the last row it is the last one again, whose result is not used.
      const std::int64_t row = std::min(i + r, dim - 1);
      rows[r] = triangle + row * (row + 1) / 2;
    }
    Lanes totals[kRows][kVectors] = {};
    multiply_rows<Lanes, kVectors>(rows, columns, 0, i, totals);
    for (std::int64_t r = 0; r < rows_here; ++r) {
      Lanes sums[kVectors] = {};
      for (std::int64_t k = i; k <= i + r; ++k) {
        Lanes column[kVectors];
        std::memcpy(column, columns + k * kHeld, sizeof column);
        for (std::int64_t v = 0; v < kVectors; ++v) {
          sums[v] += rows[r][k] * column[v];
        }
      }
      for (std::int64_t v = 0; v < kVectors; ++v) {
        sums[v] += totals[r][v];
      }
      add_squares<Lanes, kVectors>(sums, 1.0, squares);
    }
  }
}

// `columns` becomes what the unit vectors leave of it.
template <class Lanes, std::int64_t kVectors>
__attribute__((always_inline)) inline void add_low_rank(const float* factor, std::int64_t dim,
                                                        std::int64_t rank, float* columns,
                                                        float* rest, double* squares) {
  constexpr std::int64_t kLane = LaneCount<Lanes>::value;
  constexpr std::int64_t kHeld = kLane * kVectors;
  const float* const weights = factor + rank * dim;
  std::copy_n(columns, dim * kHeld, rest);
  for (std::int64_t i = 0; i < rank; i += kRows) {
    const std::int64_t rows_here = std::min(kRows, rank - i);
    const float* rows[kRows];
    for (std::int64_t r = 0; r < kRows; ++r) {
      rows[r] = factor + std::min(i + r, rank - 1) * dim;
    }
    Lanes shares[kRows][kVectors] = {};
    multiply_rows<Lanes, kVectors>(rows, columns, 0, dim, shares);
    for (std::int64_t r = 0; r < rows_here; ++r) {
      add_squares<Lanes, kVectors>(shares[r], static_cast<double>(weights[i + r]), squares);
    }
    for (std::int64_t r = rows_here; r < kRows; ++r) {
      std::memset(shares[r], 0, sizeof shares[r]);
    }
    for (std::int64_t k = 0; k < dim; ++k) {
      Lanes left[kVectors];
      std::memcpy(left, rest + k * kHeld, sizeof left);
#pragma GCC unroll 8
      for (std::int64_t r = 0; r < kRows; ++r) {
        for (std::int64_t v = 0; v < kVectors; ++v) {
          left[v] -= rows[r][k] * shares[r][v];
        }
      }
      std::memcpy(rest + k * kHeld, left, sizeof left);
    }
  }
  const auto weight = static_cast<double>(weights[rank]);
  for (std::int64_t k = 0; k < dim; ++k) {
    Lanes left[kVectors];
    std::memcpy(left, rest + k * kHeld, sizeof left);
    add_squares<Lanes, kVectors>(left, weight, squares);
  }
}

// Lays `count` <= kHeld vectors less the mean side by side; the lanes beyond hold zeros.
template <std::int64_t kHeld>
__attribute__((always_inline)) inline void lay_side_by_side(const float* const* vectors,
                                                            std::int64_t count, const float* mean,
                                                            std::int64_t dim, float* columns) {
  if (count < kHeld) {
    std::fill_n(columns, dim * kHeld, 0.0F);
  }
  constexpr std::int64_t kTile = 4;
  std::int64_t b = 0;
  for (; b + kTile <= count; b += kTile) {
    std::int64_t k = 0;
    for (; k + kTile <= dim; k += kTile) {
      Narrow m;
      std::memcpy(&m, mean + k, sizeof m);
      Narrow in[kTile];
      for (std::int64_t t = 0; t < kTile; ++t) {
        std::memcpy(&in[t], vectors[b + t] + k, sizeof m);
        in[t] -= m;
      }
      const Narrow low01 = __builtin_shufflevector(in[0], in[1], 0, 4, 1, 5);
      const Narrow high01 = __builtin_shufflevector(in[0], in[1], 2, 6, 3, 7);
      const Narrow low23 = __builtin_shufflevector(in[2], in[3], 0, 4, 1, 5);
      const Narrow high23 = __builtin_shufflevector(in[2], in[3], 2, 6, 3, 7);
      const Narrow out[kTile] = {__builtin_shufflevector(low01, low23, 0, 1, 4, 5),
                                 __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
                                 __builtin_shufflevector(high01, high23, 0, 1, 4, 5),
                                 __builtin_shufflevector(high01, high23, 2, 3, 6, 7)};
      for (std::int64_t t = 0; t < kTile; ++t) {
        std::memcpy(columns + (k + t) * kHeld + b, &out[t], sizeof m);
      }
    }
    for (; k < dim; ++k) {
      for (std::int64_t t = 0; t < kTile; ++t) {
        columns[k * kHeld + b + t] = vectors[b + t][k] - mean[k];
      }
    }
  }
  for (; b < count; ++b) {
    for (std::int64_t k = 0; k < dim; ++k) {
      columns[k * kHeld + b] = vectors[b][k] - mean[k];
    }
  }
}

struct Gaussian {
  const float* mean = nullptr;
  const float* factor = nullptr;
  std::int64_t dim = 0;
  std::int64_t rank = 0;  // 0: full
};

struct Scratch {
  explicit Scratch(std::int64_t dim)
      : columns(static_cast<std::size_t>(2 * kLanes * dim)), rest(columns.size()) {}
  std::vector<float> columns;
  std::vector<float> rest;
};

template <class Lanes, std::int64_t kVectors>
__attribute__((always_inline)) inline void distances_of(const Gaussian& gaussian,
                                                        const float* const* vectors,
                                                        std::int64_t count, float* columns,
                                                        float* rest, float* distances) {
  constexpr std::int64_t kHeld = LaneCount<Lanes>::value * kVectors;
  lay_side_by_side<kHeld>(vectors, count, gaussian.mean, gaussian.dim, columns);
  double squares[kHeld] = {};
  if (gaussian.rank == 0) {
    add_full<Lanes, kVectors>(gaussian.factor, gaussian.dim, columns, squares);
  } else {
    add_low_rank<Lanes, kVectors>(gaussian.factor, gaussian.dim, gaussian.rank, columns, rest,
                                  squares);
  }
  for (std::int64_t b = 0; b < count; ++b) {
    distances[b] = static_cast<float>(std::sqrt(squares[b]));
  }
}

GOODPARTS_SIMD
void distances_of_32(const Gaussian& gaussian, const float* const* vectors, std::int64_t count,
                     float* columns, float* rest, float* distances) {
  distances_of<Wide, 2>(gaussian, vectors, count, columns, rest, distances);
}

GOODPARTS_SIMD
void distances_of_16(const Gaussian& gaussian, const float* const* vectors, std::int64_t count,
                     float* columns, float* rest, float* distances) {
  distances_of<Wide, 1>(gaussian, vectors, count, columns, rest, distances);
}

GOODPARTS_SIMD
void distances_of_4(const Gaussian& gaussian, const float* const* vectors, std::int64_t count,
                    float* columns, float* rest, float* distances) {
  distances_of<Narrow, 1>(gaussian, vectors, count, columns, rest, distances);
}

void all_distances(const float* means, const float* factors, std::int64_t floats_per_factor,
                   std::int64_t places, std::int64_t dim, std::int64_t rank, const float* samples,
                   std::int64_t count, float* distances, int threads) {
  constexpr std::int64_t kMost = 2 * kLanes;
  constexpr std::int64_t kPlaceBlock = 16;  // handed to a thread at once
  parallel_for(threads, (places + kPlaceBlock - 1) / kPlaceBlock, [&](std::int64_t block) {
    Scratch scratch(dim);
    const std::int64_t end = std::min(places, (block + 1) * kPlaceBlock);
    for (std::int64_t place = block * kPlaceBlock; place < end; ++place) {
      const Gaussian gaussian{means + place * dim, factors + place * floats_per_factor, dim, rank};
      for (std::int64_t first = 0; first < count; first += kMost) {
        const std::int64_t held = std::min(kMost, count - first);
        const float* vectors[kMost];
        float found[kMost];
        for (std::int64_t b = 0; b < held; ++b) {
          vectors[b] = samples + ((first + b) * places + place) * dim;
        }
        (held > kLanes ? distances_of_32
         : held > 4    ? distances_of_16
                       : distances_of_4)(gaussian, vectors, held, scratch.columns.data(),
                                      scratch.rest.data(), found);
        for (std::int64_t b = 0; b < held; ++b) {
          distances[(first + b) * places + place] = found[b];
        }
      }
    }
  });
}

}  // namespace

void full_distances(const float* means, const float* factors, std::int64_t places, std::int64_t dim,
                    const float* samples, std::int64_t count, float* distances, int threads) {
  assert(places > 0 && dim > 0 && count >= 0 && threads > 0);
  all_distances(means, factors, dim * (dim + 1) / 2, places, dim, 0, samples, count, distances,
                threads);
}

void low_rank_distances(const float* means, const float* factors, std::int64_t places,
                        std::int64_t dim, std::int64_t rank, const float* samples,
                        std::int64_t count, float* distances, int threads) {
  assert(places > 0 && rank > 0 && rank <= dim && count >= 0 && threads > 0);
  all_distances(means, factors, rank * dim + rank + 1, places, dim, rank, samples, count, distances,
                threads);
}

}  // namespace goodparts
