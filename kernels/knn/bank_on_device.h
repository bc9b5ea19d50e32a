// A memory bank's copy on the GPU, made when it is first searched there.
#pragma once

#include <memory>
#include <mutex>

#include "kernels/base/matrix_view.h"
#include "kernels/knn/nearest_rows_cuda.h"

namespace goodparts {

class BankOnDevice {
 public:
  const cuda::BankSearch& of(MatrixView bank) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (search_ == nullptr) {
      search_ = std::make_unique<cuda::BankSearch>(bank.data, bank.rows, bank.cols);
    }
    return *search_;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<cuda::BankSearch> search_;
};

}  // namespace goodparts
