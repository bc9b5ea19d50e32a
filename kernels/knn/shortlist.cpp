#include "kernels/knn/shortlist.h"

#include <algorithm>
#include <cassert>

#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::size_t kMostItems = 4096;  // bounds memory where the bounds decide nothing

// Keeps the `size` least values in `heap`, the largest of them in front.
template <class Value>
void keep_least(std::vector<Value>& heap, std::size_t size, const Value& value) {
  if (heap.size() == size) {
    if (!(value < heap.front())) {
      return;
    }
    std::pop_heap(heap.begin(), heap.end());
    heap.back() = value;
  } else {
    heap.push_back(value);
  }
  std::push_heap(heap.begin(), heap.end());
}

}  // namespace

void Shortlist::offer(float lower, float upper, std::int64_t row) {
  items_.push_back({lower, row});
  keep_least(uppers_, k_, upper);
  if (uppers_.size() == k_) {
    limit_ = std::min(limit_, uppers_.front());
  }
  if (items_.size() >= next_look_) {
    drop_hopeless();
  }
}

void Shortlist::drop_hopeless() {
  std::erase_if(items_, [&](const Row& item) { return item.distance > limit_; });
  if (items_.size() > kMostItems) {
    settle();
  }
  next_look_ = 2 * items_.size() + 64;
}

// Computes the distances of all items that may still matter, the most promising first.
void Shortlist::settle() {
  std::sort(items_.begin(), items_.end());
  for (const Row& item : items_) {
    if (item.distance > limit_) {
      break;
    }
    ++computed_;
    keep_least(best_, k_,
               {squared_distance(query_, bank_.row(item.index), bank_.cols), item.index});
    if (best_.size() == k_) {
      limit_ = std::min(limit_, best_.front().distance);
    }
  }
  items_.clear();
}

std::vector<Shortlist::Row> Shortlist::nearest() {
  settle();
  assert(best_.size() == k_);
  std::sort_heap(best_.begin(), best_.end());
  return best_;
}

}  // namespace goodparts
