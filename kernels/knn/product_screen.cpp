// Distances as ‖x‖² + ‖y‖² − 2xy from blocked matrix products.
#include <algorithm>
#include <limits>

#include "kernels/blas/blas.h"
#include "kernels/distance/squared_distance.h"
#include "kernels/knn/screen.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBankBlock = 1024;  // for 256 queries a block of products is 1 MiB
constexpr float kInfinity = std::numeric_limits<float>::infinity();

double squared_norm(const float* values, std::int64_t size) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < size; ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  return sum;
}

// values[j] = squared norm of bank row j − 2 × product, the part of the distance that depends on
// the row; returns the least.
GOODPARTS_SIMD
float relative_distances(const float* norms, const float* products, std::int64_t count,
                         float* values) {
  float least = std::numeric_limits<float>::infinity();
  for (std::int64_t j = 0; j < count; ++j) {
    values[j] = norms[j] - 2.0F * products[j];
  }
  for (std::int64_t j = 0; j < count; ++j) {
    least = values[j] < least ? values[j] : least;
  }
  return least;
}

// Of one query: distance = norm + relative distance, give or take `error`.
struct QueryNorm {
  float norm;
  float error;
};

class ProductScreen : public Screen {
 public:
  explicit ProductScreen(MatrixView bank) : bank_(bank) {
    for (std::int64_t i = 0; i < bank.rows; ++i) {
      const double norm = squared_norm(bank.row(i), bank.cols);
      largest_ = std::max(largest_, norm);
      norms_.push_back(static_cast<float>(norm));
    }
  }

  void run(const Context& context, MatrixView queries,
           std::vector<Shortlist>& lists) const override {
    std::vector<QueryNorm> query_norms;
    for (std::int64_t q = 0; q < queries.rows; ++q) {
      query_norms.push_back(measure(queries.row(q)));
    }
    std::vector<float> products(static_cast<std::size_t>(queries.rows * kBankBlock));
    std::vector<float> values(static_cast<std::size_t>(kBankBlock));
    for (std::int64_t first = 0; first < bank_.rows; first += kBankBlock) {
      context.check_cancelled();
      const std::int64_t count = std::min(kBankBlock, bank_.rows - first);
      multiply_transposed(queries, {bank_.row(first), count, bank_.cols}, products.data());
      for (std::int64_t q = 0; q < queries.rows; ++q) {
        const auto at = static_cast<std::size_t>(q);
        if (query_norms[at].error == kInfinity) {
          offer_all(first, count, lists[at]);
          continue;
        }
        const float least = relative_distances(norms_.data() + first, products.data() + q * count,
                                               count, values.data());
        offer_near(values, least, first, count, query_norms[at], lists[at]);
      }
    }
  }

 private:
  QueryNorm measure(const float* query) const {
    const double norm = squared_norm(query, bank_.cols);
    const double norms = norm + largest_;
    if (norms > kLargestSquaredNorm) {
      return {0.0F, kInfinity};
    }
    // Rounding moves 2xy by at most n × unit roundoff × (‖x‖² + ‖y‖²) (Higham 2002, section 3.1);
    // twice that leaves room for the sums with norms and for the rounding of the true distance. The
    // constant is for numbers so small that their products vanish.
    const double roundoff = static_cast<double>(std::numeric_limits<float>::epsilon()) / 2.0;
    const double error = 2.0 * static_cast<double>(bank_.cols + 24) * roundoff * norms + 1e-30;
    return {static_cast<float>(norm), static_cast<float>(error)};
  }

  static void offer_all(std::int64_t first, std::int64_t count, Shortlist& list) {
    for (std::int64_t j = 0; j < count; ++j) {
      list.offer(-kInfinity, kInfinity, first + j);
    }
  }

  static void offer_near(const std::vector<float>& values, float least, std::int64_t first,
                         std::int64_t count, QueryNorm query, Shortlist& list) {
    const auto lower = [&](float value) { return query.norm + value - query.error; };
    for (std::int64_t j = 0; j < count && lower(least) <= list.limit(); ++j) {
      const float value = values[static_cast<std::size_t>(j)];
      if (lower(value) <= list.limit()) {
        list.offer(lower(value), query.norm + value + query.error, first + j);
      }
    }
  }

  MatrixView bank_;
  std::vector<float> norms_;  // squared
  double largest_ = 0.0;      // of them
};

}  // namespace

std::unique_ptr<Screen> make_product_screen(MatrixView bank) {
  return std::make_unique<ProductScreen>(bank);
}

}  // namespace goodparts
