// The inner loop of the byte screen: lower bounds of the distances of a few queries to a few bank
// rows, from products of eight-bit numbers (AVX-512 VNNI).
#pragma once

#include <cstdint>

namespace goodparts {

constexpr std::int64_t kPanelRows = 32;    // bank rows computed at once
constexpr std::int64_t kTileQueries = 12;  // queries computed at once
constexpr std::int64_t kStepCols = 4;      // columns that one instruction multiplies

bool byte_products_supported();

// What the bound needs to know of bank rows …
struct PanelTerms {
  float norms[kPanelRows];      // squared, about the centre
  float residuals[kPanelRows];  // norms of what rounding left
  float lengths[kPanelRows];    // norms about the centre
  float scales[kPanelRows];
};

// … and of a query.
struct QueryTerms {
  float norm = 0.0F;             // squared, about the centre
  float residual_weight = 0.0F;  // 2 × norm of the rounded query
  float length_weight = 0.0F;    // 2 × norm of the query's residual
  float scale = 0.0F;            // twice
  std::int32_t start = 0;  // −128 × sum of the query's values: bank values are 128 too large
};

// products[q × kPanelRows + r] = queries[q].start + Σ bank value × query value. Both are cut into
// steps of four columns: `panel` is {steps, kPanelRows / 16, 16 rows, 4}, each value plus 128,
// `tile` is {steps, kTileQueries, 4}.
void multiply_bytes(const std::uint8_t* panel, const std::int8_t* tile, std::int64_t steps,
                    const QueryTerms* queries, std::int32_t* products);

// The lower bounds, norm + norm − residual_weight × residual − length_weight × length − scale ×
// scale × product, of one query to the panel's rows. Bit r of the result tells whether that of row
// r is at most `limit`; never where the row's norm is NaN.
std::uint32_t bound_distances(const std::int32_t* products, const PanelTerms& panel,
                              const QueryTerms& query, float limit, float* bounds);

}  // namespace goodparts
