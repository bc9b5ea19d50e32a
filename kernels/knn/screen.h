// What finds the rows that may be near a query cheaply, leaving the rest to Shortlist.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"
#include "kernels/knn/shortlist.h"

namespace goodparts {

class Screen {
 public:
  virtual ~Screen() = default;
  // Offers to lists[q] the rows that may be among the nearest of query q, on the calling thread.
  virtual void run(const Context& context, MatrixView queries,
                   std::vector<Shortlist>& lists) const = 0;
};

// Squared norms above this are not screened: distances could overflow, and every row is offered.
constexpr double kLargestSquaredNorm = 1e36;

// Matrix products in single precision; runs everywhere. The bank must outlive the screen.
std::unique_ptr<Screen> make_product_screen(MatrixView bank);

// Rows rounded to eight bits, a quarter of the bank's memory; see byte_screen.cpp. Null where the
// CPU lacks AVX-512 VNNI, or where a row is too long for sums of 32 bits.
std::unique_ptr<Screen> make_byte_screen(MatrixView bank);

}  // namespace goodparts
