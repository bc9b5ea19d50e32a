#include "kernels/knn/nearest_rows.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"
#include "kernels/knn/bank_on_device.h"
#include "kernels/knn/byte_products.h"
#include "kernels/knn/screen.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMostQueries = 396;  // at once; whole tiles of the byte screen
constexpr std::int64_t kLeastQueries = 48;  // too few would not pay for reading the bank
constexpr std::int64_t kProbes = 24;        // rows that try out the byte screen

[[maybe_unused]] bool all_finite(MatrixView values) {
  return std::all_of(values.data, values.data + values.rows * values.cols,
                     [](float value) { return std::isfinite(value); });
}

std::vector<Shortlist> make_lists(MatrixView bank, MatrixView queries, std::int64_t k) {
  std::vector<Shortlist> lists;
  lists.reserve(static_cast<std::size_t>(queries.rows));
  for (std::int64_t q = 0; q < queries.rows; ++q) {
    lists.emplace_back(bank, queries.row(q), k);
  }
  return lists;
}

// A share for each thread, as far as that leaves blocks worth their while.
std::int64_t block_size(std::int64_t queries, int threads) {
  const std::int64_t share = (queries + threads - 1) / threads;
  const std::int64_t tiles = (share + kTileQueries - 1) / kTileQueries;
  return std::clamp(tiles * kTileQueries, kLeastQueries, kMostQueries);
}

}  // namespace

NearestRows::NearestRows(MatrixView bank, Screening screening)
    : bank_(bank), wanted_(screening), on_device_(std::make_unique<BankOnDevice>()) {
  assert(bank.rows > 0 && all_finite(bank));
}

NearestRows::~NearestRows() = default;

bool NearestRows::byte_screening_supported() { return byte_products_supported(); }

const NearestRows::Screened& NearestRows::screened() const {
  std::call_once(made_, [&] { screened_ = make_screen(); });
  return screened_;
}

NearestRows::Screened NearestRows::make_screen() const {
  switch (wanted_) {
    case Screening::kFastest:
      return choose_fastest();
    case Screening::kBytes: {
      Screened bytes{Screening::kBytes, make_byte_screen(bank_)};
      assert(bytes.screen != nullptr);
      return bytes;
    }
    case Screening::kProducts:
      break;
  }
  return {Screening::kProducts, make_product_screen(bank_)};
}

// Bytes cannot tell apart rows that lie close together as seen from afar, such as the very many
// rows of a table with few columns. So rows of the bank look for their neighbours: bytes stay
// unless true distances would cost more than the cheaper products save.
NearestRows::Screened NearestRows::choose_fastest() const {
  Screened bytes{Screening::kBytes, make_byte_screen(bank_)};
  if (bytes.screen != nullptr) {
    std::vector<float> probes;
    const std::int64_t count = std::min(kProbes, bank_.rows);
    for (std::int64_t i = 0; i < count; ++i) {
      const float* const row = bank_.row(i * bank_.rows / count);
      probes.insert(probes.end(), row, row + bank_.cols);
    }
    const std::int64_t k = std::min<std::int64_t>(2, bank_.rows);  // each finds itself
    const double found = candidates(*bytes.screen, {probes.data(), count, bank_.cols}, k);
    // In clock ticks, roughly; a distance that is not at hand costs about a hundred more.
    const auto cols = static_cast<double>(bank_.cols);
    if (found * (cols / 8.0 + 100.0) <= static_cast<double>(bank_.rows) * cols / 20.0 + 1000.0) {
      return bytes;
    }
  }
  return {Screening::kProducts, make_product_screen(bank_)};
}

double NearestRows::candidates(MatrixView queries, std::int64_t k) const {
  return candidates(*screened().screen, queries, k);
}

double NearestRows::candidates(const Screen& screen, MatrixView queries, std::int64_t k) const {
  double computed = 0.0;
  std::vector<Shortlist> lists = make_lists(bank_, queries, k);
  screen.run({}, queries, lists);
  for (Shortlist& list : lists) {
    list.nearest();
    computed += static_cast<double>(list.computed());
  }
  return computed / static_cast<double>(queries.rows);
}

void NearestRows::prepare(const Context& context) const {
  if (context.device == Device::kCuda) {
    on_device_->of(bank_);
  } else {
    screened();
  }
}

Neighbours NearestRows::search(const Context& context, MatrixView queries, std::int64_t k) const {
  assert(queries.cols == bank_.cols && k >= 1 && k <= bank_.rows && all_finite(queries));
  Neighbours result{k, {}, {}};
  result.squared_distances.resize(static_cast<std::size_t>(queries.rows * k));
  result.rows.resize(result.squared_distances.size());
  if (context.device == Device::kCuda) {
    on_device_->of(bank_).search(queries.data, queries.rows, k, result.squared_distances.data(),
                                 result.rows.data(), [&] { context.check_cancelled(); });
    return result;
  }
  const Screen& screen = *screened().screen;
  const std::int64_t size = block_size(queries.rows, context.threads);
  parallel_for(context.threads, (queries.rows + size - 1) / size, [&](std::int64_t block) {
    const std::int64_t begin = block * size;
    const MatrixView part{queries.row(begin), std::min(size, queries.rows - begin), queries.cols};
    std::vector<Shortlist> lists = make_lists(bank_, part, k);
    screen.run(context, part, lists);
    for (std::int64_t q = 0; q < part.rows; ++q) {
      const std::vector<Shortlist::Row> nearest = lists[static_cast<std::size_t>(q)].nearest();
      for (std::int64_t j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>((begin + q) * k + j);
        result.squared_distances[at] = nearest[static_cast<std::size_t>(j)].distance;
        result.rows[at] = nearest[static_cast<std::size_t>(j)].index;
      }
    }
  });
  return result;
}

}  // namespace goodparts
