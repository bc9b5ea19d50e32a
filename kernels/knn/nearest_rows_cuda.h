// The k nearest rows of a bank on the GPU: the neighbours and distances of nearest_rows.h, where
// the CPU fuses multiplication and addition (x86-64-v3 and later; elsewhere rows whose distances
// differ by rounding alone may change places).
//
// Half-precision products on tensor cores, in tiles that leave one number for sixteen rows of the
// bank, pick the candidates (kernels/knn/screening.h); these are compared directly. Device memory:
// 6 bytes for each number of the bank, and up to about 1 GiB of room. C++17.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace goodparts::cuda {

class BankSearch {
 public:
  // bank: rows × cols, finite, in host memory; it is copied. 1 <= rows < 2^32 − 128. Throws
  // Error(kUnavailable) where there is no device or too little memory.
  BankSearch(const float* bank, std::int64_t rows, std::int64_t cols);
  ~BankSearch();
  BankSearch(const BankSearch&) = delete;
  BankSearch& operator=(const BankSearch&) = delete;

  // queries: count × cols, finite; out: count × k each, nearest first, equal distances in row
  // order. 1 <= k <= rows. All in host memory. `between` is called between blocks of queries and
  // may throw. May be called by several threads at once; they take turns.
  void search(const float* queries, std::int64_t count, std::int64_t k, float* squared_distances,
              std::int64_t* rows, const std::function<void()>& between = nullptr) const;

  // The same with all of it in device memory.
  void search_on_device(const float* queries, std::int64_t count, std::int64_t k,
                        float* squared_distances, std::int64_t* rows,
                        const std::function<void()>& between = nullptr) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goodparts::cuda
