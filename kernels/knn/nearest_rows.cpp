#include "kernels/knn/nearest_rows.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "kernels/base/parallel.h"
#include "kernels/blas/blas.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kQueryBlock = 256;
constexpr std::int64_t kBankBlock = 1024;  // a block of products is 1 MiB

struct Candidate {
  float distance;
  std::int64_t row;
  bool operator<(const Candidate& other) const {
    return distance < other.distance || (distance == other.distance && row < other.row);
  }
};

double squared_norm(const float* values, std::int64_t size) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < size; ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  return sum;
}

// values[j] = squared norm of bank row j − 2 × product, the part of the distance that depends on
// the row.
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

}  // namespace

// The candidates of one query: all rows whose approximate distance is within `margin` of the k-th
// least seen so far.
class NearestRows::Shortlist {
 public:
  Shortlist(std::int64_t k, float margin) : k_(static_cast<std::size_t>(k)), margin_(margin) {}

  float limit() const { return limit_; }

  void offer(float distance, std::int64_t row) {
    items_.push_back({distance, row});
    if (items_.size() >= next_trim_) {
      trim();
    }
  }

  // Keeps what may still be among the k nearest.
  void trim() {
    if (items_.size() >= k_) {
      std::nth_element(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(k_ - 1),
                       items_.end());
      limit_ = items_[k_ - 1].distance + margin_;
      std::erase_if(items_, [&](const Candidate& item) { return item.distance > limit_; });
    }
    next_trim_ = 2 * items_.size() + k_;
  }

  // The k nearest of them by their true distances, nearest first.
  std::vector<Candidate> exact_nearest(MatrixView bank, const float* query) {
    trim();
    for (Candidate& item : items_) {
      item.distance = squared_distance(query, bank.row(item.row), bank.cols);
    }
    const auto end = items_.begin() + static_cast<std::ptrdiff_t>(k_);
    std::partial_sort(items_.begin(), end, items_.end());
    return {items_.begin(), end};
  }

 private:
  std::size_t k_;
  float margin_;
  float limit_ = std::numeric_limits<float>::infinity();
  std::size_t next_trim_ = 1;
  std::vector<Candidate> items_;
};

NearestRows::NearestRows(MatrixView bank) : bank_(bank) {
  assert(bank.rows > 0);
  squared_norms_.resize(static_cast<std::size_t>(bank.rows));
  for (std::int64_t i = 0; i < bank.rows; ++i) {
    squared_norms_[static_cast<std::size_t>(i)] =
        static_cast<float>(squared_norm(bank.row(i), bank.cols));
  }
  largest_squared_norm_ = *std::max_element(squared_norms_.begin(), squared_norms_.end());
}

float NearestRows::margin(const float* query) const {
  // Rounding moves 2xy by at most n × unit roundoff × (‖x‖² + ‖y‖²) (Higham 2002, section 3.1), in
  // each of the two distances that are compared; twice that leaves room for the sums with norms.
  const double norms = squared_norm(query, bank_.cols) + static_cast<double>(largest_squared_norm_);
  const double roundoff = static_cast<double>(std::numeric_limits<float>::epsilon()) / 2.0;
  return static_cast<float>(4.0 * static_cast<double>(bank_.cols + 8) * roundoff * norms);
}

// For each query, the rows of the bank that may be among its k nearest.
std::vector<NearestRows::Shortlist> NearestRows::shortlists(const Context& context,
                                                            MatrixView queries,
                                                            std::int64_t k) const {
  std::vector<Shortlist> lists;
  for (std::int64_t q = 0; q < queries.rows; ++q) {
    lists.emplace_back(k, margin(queries.row(q)));
  }
  std::vector<float> products(static_cast<std::size_t>(queries.rows * kBankBlock));
  std::vector<float> values(static_cast<std::size_t>(kBankBlock));
  for (std::int64_t first = 0; first < bank_.rows; first += kBankBlock) {
    context.check_cancelled();
    const std::int64_t count = std::min(kBankBlock, bank_.rows - first);
    multiply_transposed(queries, {bank_.row(first), count, bank_.cols}, products.data());
    for (std::int64_t q = 0; q < queries.rows; ++q) {
      Shortlist& list = lists[static_cast<std::size_t>(q)];
      const float least = relative_distances(squared_norms_.data() + first,
                                             products.data() + q * count, count, values.data());
      for (std::int64_t j = 0; j < count && least <= list.limit(); ++j) {
        if (values[static_cast<std::size_t>(j)] <= list.limit()) {
          list.offer(values[static_cast<std::size_t>(j)], first + j);
        }
      }
    }
  }
  return lists;
}

Neighbours NearestRows::search(const Context& context, MatrixView queries, std::int64_t k) const {
  assert(queries.cols == bank_.cols && k >= 1 && k <= bank_.rows);
  Neighbours result{k, {}, {}};
  result.squared_distances.resize(static_cast<std::size_t>(queries.rows * k));
  result.rows.resize(result.squared_distances.size());
  const std::int64_t blocks = (queries.rows + kQueryBlock - 1) / kQueryBlock;
  parallel_for(context.threads, blocks, [&](std::int64_t block) {
    const std::int64_t begin = block * kQueryBlock;
    const MatrixView part{queries.row(begin), std::min(kQueryBlock, queries.rows - begin),
                          queries.cols};
    std::vector<Shortlist> lists = shortlists(context, part, k);
    for (std::int64_t q = 0; q < part.rows; ++q) {
      const std::vector<Candidate> nearest =
          lists[static_cast<std::size_t>(q)].exact_nearest(bank_, part.row(q));
      for (std::int64_t j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>((begin + q) * k + j);
        result.squared_distances[at] = nearest[static_cast<std::size_t>(j)].distance;
        result.rows[at] = nearest[static_cast<std::size_t>(j)].row;
      }
    }
  });
  return result;
}

}  // namespace goodparts
