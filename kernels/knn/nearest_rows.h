// The k nearest rows of a memory bank, by Euclidean distance.
//
// A screen (screen.h) bounds the distances from below by products of low precision; the rows that
// these leave in doubt, a handful, are compared by their true distances. So the result is that of
// comparing every pair directly (nearest_rows_reference.h), bit for bit: it carries no cancellation
// error and does not depend on the screen, on threads or on the other queries.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"

namespace goodparts {

class BankOnDevice;
class Screen;

struct Neighbours {
  std::int64_t k = 0;
  std::vector<float> squared_distances;  // k for each query, nearest first
  std::vector<std::int64_t> rows;        // of the bank; equal distances in row order
};

// How rows are screened; changes the time a search takes, nothing else.
enum class Screening {
  kFastest,   // bytes where the CPU can and they tell this bank's rows apart, else products
  kProducts,  // of single precision
  kBytes,     // 8-bit integers, AVX-512 VNNI; takes a quarter of the bank's memory more
};

class NearestRows {
 public:
  // The bank must outlive this object; finite values (asserted), at least one row. kBytes only
  // where byte_screening_supported(). The screen, or the GPU's copy of the bank, is made by the
  // first search on that device, or before it by prepare().
  explicit NearestRows(MatrixView bank, Screening screening = Screening::kFastest);
  ~NearestRows();

  // Makes what searches on the device of the context need, so that the first takes no longer than
  // others. Throws Error(kUnavailable) where there is no such device, or too little memory.
  void prepare(const Context& context) const;

  // 1 <= k <= bank.rows; queries.cols == bank.cols, finite values (asserted). Throws what prepare()
  // throws.
  Neighbours search(const Context& context, MatrixView queries, std::int64_t k) const;

  // True distances that a search computes for each of `queries`, on average: how well the screen
  // tells rows apart.
  double candidates(MatrixView queries, std::int64_t k) const;

  Screening screening() const { return screened().screening; }  // never kFastest
  static bool byte_screening_supported();

 private:
  struct Screened {
    Screening screening = Screening::kProducts;
    std::unique_ptr<Screen> screen;
  };
  const Screened& screened() const;
  Screened make_screen() const;
  Screened choose_fastest() const;
  double candidates(const Screen& screen, MatrixView queries, std::int64_t k) const;

  MatrixView bank_;
  Screening wanted_;
  mutable std::once_flag made_;
  mutable Screened screened_;
  std::unique_ptr<BankOnDevice> on_device_;
};

}  // namespace goodparts
