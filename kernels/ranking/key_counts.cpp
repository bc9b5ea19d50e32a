#include "kernels/ranking/key_counts.h"

#include <omp.h>

#include <algorithm>
#include <cassert>

#include "kernels/base/error.h"
#include "kernels/ranking/ordered_key.h"

namespace goodparts {
namespace {

constexpr std::uint32_t kSentinel = 0xFFFFFFFFU;  // above every finite key
constexpr std::uint32_t kLowBits = 16;
constexpr std::size_t kBuckets = std::size_t{1} << kLowBits;
constexpr std::int64_t kChunk = 1 << 15;  // values handed to a thread at once
// Values that go through each step together: what the next step needs is on its way from memory
// meanwhile.
constexpr std::int64_t kBlock = 128;

// Bits of a bucket's low half that tell its cells apart: one or two cells a key.
std::uint32_t cell_bits(std::uint32_t keys) {
  std::uint32_t bits = 0;
  while (keys > 0 && bits < kLowBits && (1U << bits) < keys) {
    ++bits;
  }
  return bits;
}

}  // namespace

KeyCounts::KeyCounts(std::vector<std::uint32_t> keys) : keys_(std::move(keys)) {
  assert(std::is_sorted(keys_.begin(), keys_.end(), std::less_equal<>()) || keys_.size() < 2);
  const std::size_t size = keys_.size();
  std::vector<std::uint32_t> in_bucket(kBuckets, 0);
  for (const std::uint32_t key : keys_) {
    ++in_bucket[key >> kLowBits];
  }
  buckets_.resize(kBuckets);
  std::size_t cells = 0;
  for (std::size_t b = 0; b < kBuckets; ++b) {
    const std::uint32_t bits = cell_bits(in_bucket[b]);
    buckets_[b] = {static_cast<std::uint32_t>(cells), kLowBits - bits};
    cells += std::size_t{1} << bits;
  }
  starts_.assign(cells + 1, 0);
  const auto cell_of = [&](std::uint32_t key) {
    const Bucket bucket = buckets_[key >> kLowBits];
    return bucket.first_cell + ((key & 0xFFFFU) >> bucket.shift);
  };
  std::size_t cell = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (const std::size_t own = cell_of(keys_[i]); cell <= own; ++cell) {
      starts_[cell] = static_cast<std::uint32_t>(i);
    }
  }
  std::fill(starts_.begin() + static_cast<std::ptrdiff_t>(cell), starts_.end(),
            static_cast<std::uint32_t>(size));
  keys_.insert(keys_.end(), kSentinels, kSentinel);
  counts_.emplace_back(2 * size + 1, 0);
}

KeyCounts::Range KeyCounts::count(const float* values, std::int64_t count,
                                  std::uint32_t* counts) const {
  const std::uint32_t* const keys = keys_.data();
  const Bucket* const buckets = buckets_.data();
  const std::uint32_t* const starts = starts_.data();
  Range range;
  std::uint32_t own[kBlock];
  std::uint32_t cells[kBlock];
  std::uint32_t places[kBlock];
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t size = std::min(kBlock, count - begin);
    for (std::int64_t i = 0; i < size; ++i) {
      own[i] = ordered_key(values[begin + i]);
      range.lowest = std::min(range.lowest, own[i]);
      range.highest = std::max(range.highest, own[i]);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      const Bucket bucket = buckets[own[i] >> kLowBits];
      cells[i] = bucket.first_cell + ((own[i] & 0xFFFFU) >> bucket.shift);
      __builtin_prefetch(starts + cells[i]);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      places[i] = starts[cells[i]];
      __builtin_prefetch(keys + places[i]);
      __builtin_prefetch(counts + 2 * std::size_t{places[i]}, 1);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      const std::uint32_t key = own[i];
      std::size_t at = places[i];
      // A cell rarely has more than two keys; to step over them without a branch is cheaper than to
      // guess.
      at += keys[at] < key ? 1 : 0;
      at += keys[at] < key ? 1 : 0;
      if (keys[at] < key) {  // a crowded one: scores may cling together
        const std::uint32_t* const end = keys + starts[cells[i] + 1];
        at = static_cast<std::size_t>(std::lower_bound(keys + at, end, key) - keys);
      }
      ++counts[2 * at + (keys[at] == key ? 1 : 0)];
    }
  }
  return range;
}

void KeyCounts::add(const float* values, std::int64_t count, int threads) {
  total_ += count;
  if (total_ >= (std::int64_t{1} << 32)) {
    throw Error(ErrorKind::kData,
                "more than 4294967295 good pixels are more than can be counted; evaluate fewer "
                "images at once");
  }
  threads = static_cast<int>(std::min<std::int64_t>(threads, (count + kChunk - 1) / kChunk));
  while (static_cast<int>(counts_.size()) < threads) {
    counts_.emplace_back(counts_.front().size(), 0);
  }
  std::vector<Range> ranges(static_cast<std::size_t>(std::max(1, threads)));
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
  for (std::int64_t begin = 0; begin < count; begin += kChunk) {
    const auto thread = static_cast<std::size_t>(omp_get_thread_num());
    const Range range =
        this->count(values + begin, std::min(kChunk, count - begin), counts_[thread].data());
    ranges[thread].lowest = std::min(ranges[thread].lowest, range.lowest);
    ranges[thread].highest = std::max(ranges[thread].highest, range.highest);
  }
  for (const Range& range : ranges) {
    lowest_ = std::min(lowest_, range.lowest);
    highest_ = std::max(highest_, range.highest);
  }
}

void KeyCounts::finish() {
  for (std::size_t thread = 1; thread < counts_.size(); ++thread) {
    std::transform(counts_[thread].begin(), counts_[thread].end(), counts_.front().begin(),
                   counts_.front().begin(), std::plus<>());
  }
  counts_.resize(1);
}

}  // namespace goodparts
