// How often each of 2³² ordered keys occurs among any number of values that need not be kept: every
// rank and every count above a score is exact, in memory that does not grow with the values.
//
// Keys are of ordered_key(float). Their upper 16 bits choose one of 65,536 pages, a relative width
// of less than 1 % of a score. A page is first a list of the lower halves, 2 bytes a value; once
// the list would be larger than a table of all 65,536 lower halves, it is counted into one, of a
// byte each (what overflows is listed), and goes on as a short list in front of it, so that neither
// grows with the values and a table is read from memory for thousands of values at once. A thousand
// million distance maps' pixels take a few hundred pages; 2 bytes a value is never exceeded but for
// the slack of growing lists.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace goodparts {

class KeyHistogram {
 public:
  static constexpr std::uint32_t kPages = 1U << 16U;
  static constexpr std::int64_t kPageKeys = 1 << 16;  // lower halves
  static constexpr std::int64_t kDenseFrom = kPageKeys / 2;

  // dense_from: values after which a page becomes a table; no result depends on it.
  explicit KeyHistogram(std::int64_t dense_from = kDenseFrom);

  // values: finite. Throws Error(kData) for more than 4294967295 in all.
  void add(const float* values, std::int64_t count);

  std::int64_t total() const { return total_; }
  std::int64_t page_total(std::uint32_t page) const;
  // Sets counts to the occurrences of the page's keys, kPageKeys of them in ascending order.
  void page_counts(std::uint32_t page, std::span<std::uint32_t> counts) const;

  // Keys of the values that have the given numbers of values before them in ascending order.
  // ranks: ascending, 0 … total() − 1.
  std::vector<std::uint32_t> keys_at(std::span<const std::int64_t> ranks) const;
  // Values with a larger key than each of the keys, which are ascending.
  std::vector<std::int64_t> above(std::span<const std::uint32_t> keys) const;

 private:
  struct Cursor {  // where the page's next value goes
    std::uint16_t* next = nullptr;
    std::uint16_t* end = nullptr;
  };
  struct Page {
    std::unique_ptr<std::uint16_t[]> list;
    std::int64_t capacity = 0;               // of the list
    std::unique_ptr<std::uint8_t[]> counts;  // modulo 256
    std::vector<std::uint16_t> overflows;    // one lower half for each 256 of it
    std::int64_t counted = 0;
  };

  std::int64_t listed(std::uint32_t page) const;
  void make_room(std::uint32_t page);

  std::int64_t dense_from_;
  std::int64_t total_ = 0;
  std::vector<Cursor> cursors_;
  std::vector<Page> pages_;
};

}  // namespace goodparts
