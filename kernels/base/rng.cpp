#include "kernels/base/rng.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>

namespace goodparts {
namespace {

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

std::mt19937_64 make_engine(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  const std::uint64_t hash = fnv1a(name);
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  std::seed_seq sequence{low(seed), high(seed), low(hash), high(hash), low(index), high(index)};
  return std::mt19937_64(sequence);
}

// The same numbers as the whole shuffle, but only the places that a swap has changed are kept (open
// addressing): a place is read again only where it was drawn before, or lies among the first
// `count`.
std::vector<std::int64_t> sample_few(Rng& rng, std::int64_t n, std::int64_t count) {
  struct Place {
    std::int64_t at = -1;
    std::int64_t value = 0;
  };
  const int bits = std::bit_width(static_cast<std::uint64_t>(4 * count + 1));
  std::vector<Place> places(std::size_t{1} << bits);
  const auto find = [&](std::int64_t at) -> Place& {
    std::size_t slot = (static_cast<std::uint64_t>(at) * 0x9E3779B97F4A7C15ULL) >> (64 - bits);
    while (places[slot].at != at && places[slot].at >= 0) {
      slot = (slot + 1) & (places.size() - 1);
    }
    if (places[slot].at < 0) {
      places[slot] = {at, at};
    }
    return places[slot];
  };
  std::vector<std::int64_t> drawn(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    Place& here = find(i);
    std::swap(here.value, find(i + rng.below(n - i)).value);
    drawn[static_cast<std::size_t>(i)] = here.value;
  }
  return drawn;
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::string_view name, std::uint64_t index)
    : engine_(make_engine(seed, name, index)) {}

double Rng::uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }

std::int64_t Rng::below(std::int64_t n) {
  assert(n > 0);
  const auto range = static_cast<std::uint64_t>(n);
  const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % range + 1) % range;
  std::uint64_t value = bits();
  while (value > limit) {
    value = bits();
  }
  return static_cast<std::int64_t>(value % range);
}

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double Rng::normal(double mean, double deviation) { return mean + deviation * normal(); }

std::vector<std::int64_t> Rng::sample(std::int64_t n, std::int64_t count) {
  assert(count >= 0 && count <= n);
  if (count < n / 32) {
    return sample_few(*this, n, count);
  }
  std::vector<std::int64_t> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  for (std::int64_t i = 0; i < count; ++i) {
    std::swap(all[static_cast<std::size_t>(i)], all[static_cast<std::size_t>(i + below(n - i))]);
  }
  all.resize(static_cast<std::size_t>(count));
  return all;
}

}  // namespace goodparts
