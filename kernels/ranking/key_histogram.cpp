#include "kernels/ranking/key_histogram.h"

#include <algorithm>
#include <cassert>

#include "kernels/base/error.h"
#include "kernels/ranking/ordered_key.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlock = 1024;
constexpr std::int64_t kFirstCapacity = 64;
constexpr std::int64_t kListOfDense = 32768;  // several to each cache line of the table

std::uint32_t joined(std::uint32_t page, std::int64_t low) {
  return page << 16U | static_cast<std::uint32_t>(low);
}

}  // namespace

KeyHistogram::KeyHistogram(std::int64_t dense_from)
    : dense_from_(dense_from), cursors_(kPages), pages_(kPages) {}

std::int64_t KeyHistogram::listed(std::uint32_t page) const {
  return pages_[page].list == nullptr ? 0 : cursors_[page].next - pages_[page].list.get();
}

void KeyHistogram::make_room(std::uint32_t number) {
  Page& page = pages_[number];
  Cursor& cursor = cursors_[number];
  const std::int64_t size = listed(number);
  if (page.counts == nullptr && size >= dense_from_) {
    page.counts = std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(kPageKeys));
  }
  if (page.counts != nullptr) {
    // Bytes may alias anything but what has no address.
    std::uint8_t* const counts = page.counts.get();
    const std::uint16_t* const list = page.list.get();
    for (std::int64_t i = 0; i < size; ++i) {
      if (++counts[list[i]] == 0) {
        page.overflows.push_back(list[i]);
      }
    }
    page.counted += size;
  }
  const bool dense = page.counts != nullptr;
  const std::int64_t wanted = dense ? std::clamp(page.capacity, kFirstCapacity, kListOfDense)
                                    : std::max(kFirstCapacity, 2 * page.capacity);
  if (wanted != page.capacity) {
    std::unique_ptr<std::uint16_t[]> list(new std::uint16_t[static_cast<std::size_t>(wanted)]);
    if (!dense) {
      std::copy_n(page.list.get(), size, list.get());
    }
    page.list = std::move(list);
    page.capacity = wanted;
  }
  cursor.next = page.list.get() + (dense ? 0 : size);
  cursor.end = page.list.get() + page.capacity;
}

void KeyHistogram::add(const float* values, std::int64_t count) {
  if (total_ + count >= (std::int64_t{1} << 32)) {
    throw Error(ErrorKind::kData,
                "more than 4294967295 good pixels are more than can be counted; evaluate fewer "
                "images at once");
  }
  total_ += count;
  std::uint32_t keys[kBlock];
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t size = std::min(kBlock, count - begin);
    for (std::int64_t i = 0; i < size; ++i) {
      keys[i] = ordered_key(values[begin + i]);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      const std::uint32_t page = keys[i] >> 16U;
      Cursor& cursor = cursors_[page];
      if (cursor.next == cursor.end) {
        make_room(page);
      }
      *cursor.next++ = static_cast<std::uint16_t>(keys[i]);
    }
  }
}

std::int64_t KeyHistogram::page_total(std::uint32_t page) const {
  return pages_[page].counted + listed(page);
}

void KeyHistogram::page_counts(std::uint32_t number, std::span<std::uint32_t> counts) const {
  assert(std::ssize(counts) == kPageKeys);
  const Page& page = pages_[number];
  if (page.counts != nullptr) {
    std::copy_n(page.counts.get(), kPageKeys, counts.begin());
  } else {
    std::fill(counts.begin(), counts.end(), 0U);
  }
  for (const std::uint16_t low : page.overflows) {
    counts[low] += 256;
  }
  const std::int64_t size = listed(number);
  for (std::int64_t i = 0; i < size; ++i) {
    ++counts[page.list[i]];
  }
}

std::vector<std::uint32_t> KeyHistogram::keys_at(std::span<const std::int64_t> ranks) const {
  assert(std::is_sorted(ranks.begin(), ranks.end()));
  assert(ranks.empty() || (ranks.front() >= 0 && ranks.back() < total_));
  std::vector<std::uint32_t> keys;
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(kPageKeys));
  std::int64_t before = 0;  // values in pages below
  for (std::uint32_t page = 0; page < kPages && keys.size() < ranks.size(); ++page) {
    const std::int64_t end = before + page_total(page);
    if (ranks[keys.size()] < end) {
      page_counts(page, counts);
      std::int64_t sum = before;
      for (std::int64_t low = 0; low < kPageKeys && keys.size() < ranks.size(); ++low) {
        sum += counts[static_cast<std::size_t>(low)];
        while (keys.size() < ranks.size() && ranks[keys.size()] < sum) {
          keys.push_back(joined(page, low));
        }
      }
    }
    before = end;
  }
  return keys;
}

std::vector<std::int64_t> KeyHistogram::above(std::span<const std::uint32_t> keys) const {
  assert(std::is_sorted(keys.begin(), keys.end()));
  std::vector<std::int64_t> result(keys.size());
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(kPageKeys));
  std::int64_t from_here = total_;  // values in this page and above
  std::uint32_t page = 0;
  for (std::size_t i = 0; i < keys.size();) {
    for (; page < keys[i] >> 16U; ++page) {
      from_here -= page_total(page);
    }
    page_counts(page, counts);
    std::int64_t not_above = 0;
    std::int64_t low = 0;
    for (; i < keys.size() && keys[i] >> 16U == page; ++i) {
      for (; low <= static_cast<std::int64_t>(keys[i] & 0xFFFFU); ++low) {
        not_above += counts[static_cast<std::size_t>(low)];
      }
      result[i] = from_here - not_above;
    }
  }
  return result;
}

}  // namespace goodparts
