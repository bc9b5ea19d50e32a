#include "kernels/knn/nearest_rows_cuda.h"

#include <algorithm>
#include <mutex>

#include "kernels/cuda/staging.h"
#include "kernels/knn/cuda_candidates.h"
#include "kernels/knn/cuda_products.h"
#include "kernels/knn/cuda_sketches.h"

namespace goodparts::cuda {

struct BankSearch::Impl {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t padded_rows = 0;
  std::int64_t padded_cols = 0;
  int exponent = 0;
  Buffer<float> bank;
  Buffer<float> mean;
  Buffer<__half> values;
  Buffer<float> squared_norms;
  Buffer<Sketch> largest;

  std::mutex turn;  // what follows is room for one search at a time
  Buffer<__half> query_values;
  Buffer<float> query_squared_norms;
  Buffer<Sketch> query_norms;
  Buffer<int> query_exponents;
  Buffer<float> minima;
  Buffer<double> limits;
  Buffer<std::int64_t> counts;
  Buffer<std::uint64_t> keys;
  Buffer<float> host_queries;
  Buffer<float> host_distances;
  Buffer<std::int64_t> host_rows;
  Staging staging;

  std::int64_t groups() const { return padded_rows / screening::kGroupRows; }

  std::int64_t most_queries() const {
    const std::int64_t fit =
        kMinimaBytes / (groups() * static_cast<std::int64_t>(sizeof(float))) / kTile * kTile;
    return std::clamp<std::int64_t>(fit, kTile, kMostQueries);
  }

  void sketch(const float* from, std::int64_t count, std::int64_t padded, int with_exponent,
              const Sketches& out) const {
    sketch_rows<<<blocks_for(padded * 32, kThreads), kThreads>>>(
        from, count, padded, cols, padded_cols, mean.get(), with_exponent, out);
    check_launch("sketch_rows");
  }

  void prepare(const float* from) {
    check(cudaFuncSetAttribute(group_minima, cudaFuncAttributeMaxDynamicSharedMemorySize,
                               kTileShared),
          "asking for shared memory");
    bank = staging.uploaded(from, rows * cols);
    mean = Buffer<float>(cols);
    mean_row<<<blocks_for(cols, kThreads), kThreads>>>(bank.get(), rows, cols, mean.get());
    check_launch("mean_row");
    Buffer<unsigned> largest_bits(1);
    largest_bits.fill_bytes(0);
    largest_magnitude<<<blocks_for(rows * 32, kThreads), kThreads>>>(
        bank.get(), rows, cols, mean.get(), largest_bits.get());
    check_launch("largest_magnitude");
    unsigned bits = 0;
    largest_bits.download(&bits, 1);
    exponent = screening::exponent_for(float_of(bits));
    values = Buffer<__half>(padded_rows * padded_cols);
    squared_norms = Buffer<float>(padded_rows);
    Buffer<Sketch> norms(padded_rows);
    sketch(bank.get(), rows, padded_rows, exponent,
           {values.get(), squared_norms.get(), norms.get(), nullptr});
    largest = Buffer<Sketch>(1);
    largest_sketch<<<1, 1024>>>(norms.get(), rows, largest.get());
    check_launch("largest_sketch");
    check(cudaDeviceSynchronize(), "preparing the memory bank");
  }

  // Up to most_queries() of them; everything in device memory.
  void search_block(const float* queries, std::int64_t count, std::int64_t k, float* distances,
                    std::int64_t* out_rows) {
    const std::int64_t padded = round_up(count, kTile);
    make_room(query_values, padded * padded_cols);
    make_room(query_squared_norms, padded);
    make_room(query_norms, padded);
    make_room(query_exponents, padded);
    make_room(minima, padded * groups());
    make_room(limits, count);
    make_room(counts, count + 1);
    sketch(
        queries, count, padded, 0,
        {query_values.get(), query_squared_norms.get(), query_norms.get(), query_exponents.get()});
    const Products products{query_values.get(),
                            values.get(),
                            query_exponents.get(),
                            squared_norms.get(),
                            exponent,
                            padded_cols,
                            static_cast<int>(padded / kTile),
                            static_cast<int>(padded_rows / kTile),
                            minima.get()};
    const auto tiles = static_cast<std::int64_t>(products.query_tiles) * products.bank_tiles;
    group_minima<<<static_cast<unsigned>(tiles), kTileThreads, kTileShared>>>(products);
    check_launch("group_minima");
    candidate_limits<<<static_cast<unsigned>(count), kThreads>>>(
        minima.get(), groups(), k, cols, query_squared_norms.get(), query_norms.get(),
        largest.get(), limits.get(), counts.get());
    check_launch("candidate_limits");
    decide({bank.get(), queries, rows, cols, groups(), k, minima.get(), limits.get(), nullptr,
            nullptr, distances, out_rows},
           count);
  }

  // In as many launches as the room for keys demands: usually one.
  void decide(Search search, std::int64_t count) {
    std::vector<std::int64_t> offsets(static_cast<std::size_t>(count) + 1, 0);
    counts.download(offsets.data() + 1, count);
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      offsets[i] = offsets[i - 1] + offsets[i] * screening::kGroupRows;
    }
    counts.upload(offsets.data(), count + 1);
    search.offsets = counts.get();
    const auto at = [&](std::int64_t query) { return offsets[static_cast<std::size_t>(query)]; };
    for (std::int64_t first = 0; first < count;) {
      std::int64_t end = first + 1;
      while (end < count && at(end + 1) - at(first) <= kMostKeys) {
        ++end;
      }
      make_room(keys, at(end) - at(first));
      search.keys = keys.get();
      exact_nearest<<<static_cast<unsigned>(end - first), kThreads>>>(search, first);
      check_launch("exact_nearest");
      first = end;
    }
  }
};

BankSearch::BankSearch(const float* bank, std::int64_t rows, std::int64_t cols)
    : impl_(std::make_unique<Impl>()) {
  impl_->rows = rows;
  impl_->cols = cols;
  impl_->padded_rows = round_up(rows, kTile);
  impl_->padded_cols = round_up(cols, kDepth);
  impl_->prepare(bank);
}

BankSearch::~BankSearch() = default;

void BankSearch::search_on_device(const float* queries, std::int64_t count, std::int64_t k,
                                  float* squared_distances, std::int64_t* rows,
                                  const std::function<void()>& between) const {
  const std::lock_guard<std::mutex> guard(impl_->turn);
  const std::int64_t most = impl_->most_queries();
  for (std::int64_t first = 0; first < count; first += most) {
    if (between) {
      between();
    }
    impl_->search_block(queries + first * impl_->cols, std::min(most, count - first), k,
                        squared_distances + first * k, rows + first * k);
  }
}

void BankSearch::search(const float* queries, std::int64_t count, std::int64_t k,
                        float* squared_distances, std::int64_t* rows,
                        const std::function<void()>& between) const {
  Impl& impl = *impl_;
  const std::lock_guard<std::mutex> guard(impl.turn);
  const std::int64_t most = std::min(impl.most_queries(), std::max<std::int64_t>(count, 1));
  make_room(impl.host_queries, most * impl.cols);
  make_room(impl.host_distances, most * k);
  make_room(impl.host_rows, most * k);
  for (std::int64_t first = 0; first < count; first += most) {
    if (between) {
      between();
    }
    const std::int64_t part = std::min(most, count - first);
    impl.staging.upload(impl.host_queries, queries + first * impl.cols, part * impl.cols);
    impl.search_block(impl.host_queries.get(), part, k, impl.host_distances.get(),
                      impl.host_rows.get());
    impl.staging.download(impl.host_distances, squared_distances + first * k, part * k);
    impl.staging.download(impl.host_rows, rows + first * k, part * k);
  }
}

}  // namespace goodparts::cuda
