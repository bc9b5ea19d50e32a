// How many of many values lie between the members of a sorted list, and how many equal one: what a
// ranking needs to know of the good pixels, without sorting them.
//
// A table over the upper 16 bits of the keys, each of whose entries is divided evenly further where
// the list is dense, leads to the place of a value in about one step. Values with a common rank
// need no memory of their own.
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts {

class KeyCounts {
 public:
  // keys: of ordered_key(float), ascending, distinct; fewer than 2³¹. Takes up to 20 bytes a key, 8
  // more a further thread, and 1 MiB.
  explicit KeyCounts(std::vector<std::uint32_t> keys);

  // Takes up `count` more values: finite, in all fewer than 2³². The result does not depend on
  // `threads`.
  void add(const float* values, std::int64_t count, int threads);

  std::int64_t size() const { return static_cast<std::int64_t>(keys_.size()) - kSentinels; }
  std::uint32_t key(std::int64_t index) const { return keys_[static_cast<std::size_t>(index)]; }
  // Of the values so far, after finish(): those above key index − 1 and below key index (index 0:
  // below all; size(): above all), and those equal to a key.
  std::int64_t between(std::int64_t index) const {
    return counts_.front()[static_cast<std::size_t>(2 * index)];
  }
  std::int64_t equal(std::int64_t index) const {
    return counts_.front()[static_cast<std::size_t>(2 * index + 1)];
  }
  void finish();  // before counts are asked for

  std::int64_t total() const { return total_; }
  std::uint32_t lowest() const { return lowest_; }  // key of the values so far
  std::uint32_t highest() const { return highest_; }

 private:
  struct Bucket {
    std::uint32_t first_cell = 0;
    std::uint32_t shift = 16;
  };
  struct Range {
    std::uint32_t lowest = 0xFFFFFFFFU;
    std::uint32_t highest = 0;
  };
  static constexpr std::int64_t kSentinels = 2;

  Range count(const float* values, std::int64_t count, std::uint32_t* counts) const;

  std::vector<std::uint32_t> keys_;    // and sentinels
  std::vector<Bucket> buckets_;        // by the upper 16 bits of a key
  std::vector<std::uint32_t> starts_;  // by cell: the first key in it or after it; and the end
  std::vector<std::vector<std::uint32_t>> counts_;  // by thread
  std::int64_t total_ = 0;
  std::uint32_t lowest_ = 0xFFFFFFFFU;
  std::uint32_t highest_ = 0;
};

}  // namespace goodparts
