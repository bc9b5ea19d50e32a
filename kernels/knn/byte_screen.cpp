// Distances from products of eight-bit integers, with an error bound for each pair. About the
// bank's mean (which makes the vectors short), let x = x̂ + eₓ and y = ŷ + e_y, where x̂ and ŷ are
// the rounded vectors. Then |xy − x̂ŷ| ≤ ‖x̂‖‖e_y‖ + ‖eₓ‖‖y‖ by Cauchy and Schwarz, and x̂ŷ is a sum
// of integers without any error, so that
//   ‖x − y‖² ≥ ‖x‖² + ‖y‖² − 2 x̂ŷ − 2 ‖x̂‖‖e_y‖ − 2 ‖eₓ‖‖y‖.
// The norms are computed in double precision; a share of ‖x‖² + ‖y‖² far larger than the rounding
// of the remaining operations, and of the true distance, is taken off.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/knn/byte_products.h"
#include "kernels/knn/byte_row.h"
#include "kernels/knn/screen.h"

namespace goodparts {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::int64_t kMostCols = 32768;  // 255 × 127 + 128 × 127 for each stays below 2³¹
constexpr double kUp = 1.0 + 1e-6;         // more than rounding to single precision takes away

std::vector<float> mean_row(MatrixView rows) {
  std::vector<double> sums(static_cast<std::size_t>(rows.cols), 0.0);
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    const float* const row = rows.row(i);
    for (std::int64_t c = 0; c < rows.cols; ++c) {
      sums[static_cast<std::size_t>(c)] += static_cast<double>(row[c]);
    }
  }
  std::vector<float> mean;
  for (const double sum : sums) {
    mean.push_back(static_cast<float>(sum / static_cast<double>(rows.rows)));
  }
  return mean;
}

// Queries as multiply_bytes() wants them.
struct Tiles {
  std::vector<std::int8_t> values;
  std::vector<QueryTerms> terms;
};

class ByteScreen : public Screen {
 public:
  explicit ByteScreen(MatrixView bank)
      : rows_(bank.rows),
        cols_(bank.cols),
        steps_((bank.cols + kStepCols - 1) / kStepCols),
        centre_(mean_row(bank)) {
    // Of ‖x‖² + ‖y‖² ≥ ½ ‖x − y‖²: rounding of the bound (fewer than 16 operations) and of the true
    // distance (16 sums of cols / 16 terms, then added up), with room to spare.
    const double roundoff = static_cast<double>(std::numeric_limits<float>::epsilon()) / 2.0;
    slack_ = 2.0 * (static_cast<double>(cols_) / 16.0 + 40.0) * roundoff;
    const std::int64_t panels = (rows_ + kPanelRows - 1) / kPanelRows;
    panels_.resize(static_cast<std::size_t>(panels));
    values_.assign(static_cast<std::size_t>(panels * panel_bytes()), 128);
    std::vector<std::int8_t> room(static_cast<std::size_t>(cols_));
    for (std::int64_t i = 0; i < panels * kPanelRows; ++i) {
      if (i < rows_) {
        pack(i, bank.row(i), room);
      } else {
        terms_of(i).norms[i % kPanelRows] = std::numeric_limits<float>::quiet_NaN();
      }
    }
  }

  void run(const Context& context, MatrixView queries,
           std::vector<Shortlist>& lists) const override {
    const Tiles tiles = make_tiles(queries);
    std::int32_t products[kTileQueries * kPanelRows];
    for (std::size_t panel = 0; panel < panels_.size(); ++panel) {
      if (panel % 64 == 0) {
        context.check_cancelled();
      }
      for (std::int64_t first = 0; first < queries.rows; first += kTileQueries) {
        multiply_bytes(values_.data() + static_cast<std::int64_t>(panel) * panel_bytes(),
                       tiles.values.data() + first * steps_ * kStepCols, steps_,
                       tiles.terms.data() + first, products);
        const std::int64_t end = std::min(first + kTileQueries, queries.rows);
        for (std::int64_t q = first; q < end; ++q) {
          offer_near(panel, tiles.terms[static_cast<std::size_t>(q)],
                     products + (q - first) * kPanelRows, lists[static_cast<std::size_t>(q)]);
        }
      }
    }
  }

 private:
  std::int64_t panel_bytes() const { return steps_ * kPanelRows * kStepCols; }
  PanelTerms& terms_of(std::int64_t row) {
    return panels_[static_cast<std::size_t>(row / kPanelRows)];
  }

  // A squared norm that may stand in a lower bound; −∞ where nothing may be said.
  float lowered(double squared_norm) const {
    return squared_norm > kLargestSquaredNorm
               ? -kInfinity
               : static_cast<float>(squared_norm * (1.0 - slack_) - 1e-30);
  }

  void pack(std::int64_t row, const float* from, std::vector<std::int8_t>& room) {
    const ByteRow rounded = round_to_bytes(from, centre_.data(), cols_, room.data());
    PanelTerms& terms = terms_of(row);
    const std::int64_t at = row % kPanelRows;
    terms.norms[at] = lowered(rounded.squared_norm);
    if (terms.norms[at] == -kInfinity) {
      return;
    }
    terms.residuals[at] = static_cast<float>(kUp * rounded.residual_norm);
    terms.lengths[at] = static_cast<float>(kUp * std::sqrt(rounded.squared_norm));
    terms.scales[at] = rounded.scale;
    std::uint8_t* const out = values_.data() + row / kPanelRows * panel_bytes() + at * kStepCols;
    for (std::int64_t c = 0; c < cols_; ++c) {
      out[c / kStepCols * kPanelRows * kStepCols + c % kStepCols] =
          static_cast<std::uint8_t>(room[static_cast<std::size_t>(c)] + 128);
    }
  }

  Tiles make_tiles(MatrixView queries) const {
    const std::int64_t padded = (queries.rows + kTileQueries - 1) / kTileQueries * kTileQueries;
    Tiles tiles{std::vector<std::int8_t>(static_cast<std::size_t>(padded * steps_ * kStepCols), 0),
                std::vector<QueryTerms>(static_cast<std::size_t>(padded))};
    std::vector<std::int8_t> room(static_cast<std::size_t>(steps_ * kStepCols), 0);
    for (std::int64_t q = 0; q < queries.rows; ++q) {
      QueryTerms& terms = tiles.terms[static_cast<std::size_t>(q)];
      const ByteRow rounded = round_to_bytes(queries.row(q), centre_.data(), cols_, room.data());
      terms.norm = lowered(rounded.squared_norm);
      if (terms.norm == -kInfinity) {
        continue;
      }
      terms.residual_weight = static_cast<float>(2.0 * kUp * rounded.rounded_norm);
      terms.length_weight = static_cast<float>(2.0 * kUp * rounded.residual_norm);
      terms.scale = 2.0F * rounded.scale;
      std::int32_t sum = 0;
      for (const std::int8_t value : room) {
        sum += value;
      }
      terms.start = -128 * sum;
      std::int8_t* const out = tiles.values.data() +
                               q / kTileQueries * kTileQueries * steps_ * kStepCols +
                               q % kTileQueries * kStepCols;
      for (std::int64_t step = 0; step < steps_; ++step) {
        std::copy_n(room.data() + step * kStepCols, kStepCols,
                    out + step * kTileQueries * kStepCols);
      }
    }
    return tiles;
  }

  void offer_near(std::size_t panel, const QueryTerms& query, const std::int32_t* products,
                  Shortlist& list) const {
    const PanelTerms& terms = panels_[panel];
    float bounds[kPanelRows];
    std::uint32_t near = bound_distances(products, terms, query, list.limit(), bounds);
    for (; near != 0; near &= near - 1) {
      const int r = __builtin_ctz(near);
      const float lower = bounds[r];
      if (lower > list.limit()) {
        continue;
      }
      const float error =
          query.residual_weight * terms.residuals[r] + query.length_weight * terms.lengths[r] +
          static_cast<float>(1.25 * slack_) * (query.norm + terms.norms[r]) + 2e-30F;
      list.offer(lower, lower == -kInfinity ? kInfinity : lower + 2.0F * error,
                 static_cast<std::int64_t>(panel) * kPanelRows + r);
    }
  }

  std::int64_t rows_;
  std::int64_t cols_;
  std::int64_t steps_;
  std::vector<float> centre_;
  double slack_ = 0.0;  // share of a squared norm that rounding cannot exceed
  std::vector<std::uint8_t> values_;
  std::vector<PanelTerms> panels_;
};

}  // namespace

std::unique_ptr<Screen> make_byte_screen(MatrixView bank) {
  if (!byte_products_supported() || bank.cols > kMostCols) {
    return nullptr;
  }
  return std::make_unique<ByteScreen>(bank);
}

}  // namespace goodparts
