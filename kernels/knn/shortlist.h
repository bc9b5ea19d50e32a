// The rows of a bank that may be among the k nearest of one query. A screen offers rows with bounds
// on their distances; what the bounds leave in doubt is decided by the distances themselves.
//
// Distance means what squared_distance() returns, bit for bit: bounds account for its rounding too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/base/matrix_view.h"

namespace goodparts {

class Shortlist {
 public:
  struct Row {
    float distance;  // squared, or a lower bound of it
    std::int64_t index;
    bool operator<(const Row& other) const {
      return distance < other.distance || (distance == other.distance && index < other.index);
    }
  };

  // `bank` and `query` must outlive the list; 1 <= k <= bank.rows.
  Shortlist(MatrixView bank, const float* query, std::int64_t k)
      : bank_(bank), query_(query), k_(static_cast<std::size_t>(k)) {}

  // A row whose distance is certainly greater than this need not be offered.
  float limit() const { return limit_; }

  // lower <= distance of row <= upper; each row once at the most.
  void offer(float lower, float upper, std::int64_t row);

  // The k nearest of all rows, nearest first, equal distances in row order; all rows must have been
  // offered but for those beyond the limit.
  std::vector<Row> nearest();

  // How many distances were computed.
  std::int64_t computed() const { return computed_; }

 private:
  void drop_hopeless();
  void settle();

  MatrixView bank_;
  const float* query_;
  std::size_t k_;
  float limit_ = std::numeric_limits<float>::infinity();
  std::size_t next_look_ = 64;  // items at which the hopeless are dropped
  std::vector<Row> items_;      // with lower bounds
  std::vector<float> uppers_;   // heap: the k least upper bounds
  std::vector<Row> best_;       // heap: the k nearest of those whose distance is known
  std::int64_t computed_ = 0;
};

}  // namespace goodparts
