#include "kernels/knn/nearest_rows_reference.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/distance/squared_distance.h"

namespace goodparts {

Neighbours nearest_rows_reference(MatrixView bank, MatrixView queries, std::int64_t k) {
  Neighbours result{k, {}, {}};
  std::vector<float> distances(static_cast<std::size_t>(bank.rows));
  std::vector<std::int64_t> rows(static_cast<std::size_t>(bank.rows));
  for (std::int64_t query = 0; query < queries.rows; ++query) {
    squared_distances(bank, 0, bank.rows, queries.row(query), distances.data());
    const auto distance_of = [&](std::int64_t row) {
      return distances[static_cast<std::size_t>(row)];
    };
    std::iota(rows.begin(), rows.end(), 0);
    std::partial_sort(
        rows.begin(), rows.begin() + k, rows.end(), [&](std::int64_t a, std::int64_t b) {
          return distance_of(a) < distance_of(b) || (distance_of(a) == distance_of(b) && a < b);
        });
    for (std::int64_t rank = 0; rank < k; ++rank) {
      const std::int64_t row = rows[static_cast<std::size_t>(rank)];
      result.rows.push_back(row);
      result.squared_distances.push_back(distance_of(row));
    }
  }
  return result;
}

}  // namespace goodparts
