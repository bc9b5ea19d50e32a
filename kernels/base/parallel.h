// A parallel loop that keeps exceptions: the first one thrown by any iteration is rethrown on the
// calling thread after the loop has ended; later iterations are then skipped.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

namespace goodparts {

template <class Body>  // void(std::int64_t index)
void parallel_for(int threads, std::int64_t count, const Body& body) {
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1 && count > 1)
  for (std::int64_t i = 0; i < count; ++i) {
    if (failed.load(std::memory_order_relaxed)) {
      continue;
    }
    try {
      body(i);
    } catch (...) {
#pragma omp critical(goodparts_parallel_for)
      if (!failure) {
        failure = std::current_exception();
      }
      failed = true;
    }
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace goodparts
