#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>

#include "kernels/cuda/buffer.h"
#include "kernels/knn/nearest_rows_cuda.h"
#include "kernels/knn/nearest_rows_reference.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

struct Data {
  std::vector<float> values;
  std::int64_t cols = 0;
  MatrixView view() const {
    return {values.data(), static_cast<std::int64_t>(values.size()) / cols, cols};
  }
};

Data random_data(std::int64_t rows, std::int64_t cols, std::uint64_t seed, float scale = 1.0F,
                 float centre = 0.0F) {
  return {uniform(rows * cols, seed, centre - scale, centre + scale), cols};
}

void compare(Checks& checks, const Data& bank, const Data& queries, std::int64_t k,
             const std::string& what) {
  if (checks.skips(bank.values.size())) {
    return;
  }
  const Neighbours expected = nearest_rows_reference(bank.view(), queries.view(), k);
  const Neighbours found = NearestRows(bank.view()).search(on_gpu(), queries.view(), k);
  checks.expect(found.rows == expected.rows, what + ": neighbours differ");
  checks.expect(found.squared_distances == expected.squared_distances, what + ": distances differ");
}

Data rounded(Data data, float step) {
  for (float& value : data.values) {
    value = step * std::round(value / step);
  }
  return data;
}

void time_one(Table& table, std::int64_t queries, std::int64_t rows, std::int64_t cols,
              std::int64_t k) {
  const Data bank = random_data(rows, cols, 11);
  const Data asked = random_data(queries, cols, 12);
  const cuda::BankSearch search(bank.values.data(), rows, cols);
  const cuda::Buffer<float> on_device = cuda::uploaded(asked.values.data(), queries * cols);
  cuda::Buffer<float> distances(queries * k);
  cuda::Buffer<std::int64_t> found(queries * k);
  const double ms = median_ms(5, [&] {
    search.search_on_device(on_device.get(), queries, k, distances.get(), found.get());
  });
  const auto q = static_cast<double>(queries);
  const auto r = static_cast<double>(rows);
  const auto c = static_cast<double>(cols);
  char what[96];
  std::snprintf(what, sizeof what, "knn %lld queries x %lld bank x %lld, k %lld",
                static_cast<long long>(queries), static_cast<long long>(rows),
                static_cast<long long>(cols), static_cast<long long>(k));
  table.row(what, ms, 4.0 * c * (q + r), 2.0 * q * r * c);
  // A few of the queries against every pair.
  constexpr std::int64_t kTried = 8;
  std::vector<std::int64_t> rows_found(static_cast<std::size_t>(kTried * k));
  found.download(rows_found.data(), kTried * k);
  const MatrixView first{asked.values.data(), kTried, cols};
  if (rows_found != nearest_rows_reference(bank.view(), first, k).rows) {
    std::printf("  WRONG neighbours in the line above\n");
  }
}

}  // namespace

void check_knn(Checks& checks) {
  checks.begin("knn");
  compare(checks, random_data(1, 1, 1), random_data(1, 1, 2), 1, "one row");
  compare(checks, random_data(7, 5, 1), random_data(3, 5, 2), 7, "as many as there are");
  compare(checks, random_data(129, 64, 3), random_data(131, 64, 4), 1, "one beyond a tile");
  compare(checks, random_data(128, 65, 3), random_data(128, 65, 4), 2, "whole tiles, odd columns");
  compare(checks, random_data(2500, 48, 5), random_data(300, 48, 6), 9, "several tiles");
  compare(checks, random_data(5000, 1024, 7), random_data(257, 1024, 8), 5, "long rows");
  compare(checks, random_data(1000, 33, 9), random_data(5, 33, 10), 300, "many neighbours");
  compare(checks, rounded(random_data(3000, 8, 1), 0.5F), rounded(random_data(200, 8, 2), 0.5F), 9,
          "ties");
  compare(checks, random_data(2000, 4, 1, 0.0F, 0.25F), random_data(3, 4, 2), 17, "all rows equal");
  compare(checks, rounded(random_data(900, 16, 1, 4.0F, 10000.0F), 1.0F),
          rounded(random_data(50, 16, 2, 4.0F, 10000.0F), 1.0F), 4, "far from the origin");
  compare(checks, random_data(700, 20, 1, 1e-22F), random_data(30, 20, 2, 1e-22F), 5, "tiny");
  compare(checks, random_data(700, 20, 1, 1e15F), random_data(30, 20, 2, 1e15F), 5, "huge");
  Data outlier = random_data(700, 20, 1);
  outlier.values[20 * 333] = 1e9F;
  compare(checks, outlier, random_data(30, 20, 2), 5, "an outlier takes the scale");
  compare(checks, random_data(700, 20, 1), outlier, 5, "an outlier asks");
}

void time_knn(Table& table) {
  time_one(table, 784, 16000, 1024, 1);
  time_one(table, 784, 16000, 1024, 9);
  time_one(table, 100000, 160000, 1024, 1);
  time_one(table, 100000, 160000, 1024, 9);
}

}  // namespace goodparts::gpu
