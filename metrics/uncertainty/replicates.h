// Statistics of bootstrap replicates and of the jackknife, whatever they are of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/parallel.h"
#include "metrics/uncertainty/bootstrap_interval.h"
#include "metrics/uncertainty/resampling.h"
#include "metrics/uncertainty/unit_blocks.h"

namespace goodparts {

struct MetricReplicates {
  double value = kUndefined;  // of the samples themselves
  std::vector<double> replicates;
  Jackknife without_unit;
};

namespace replicates_detail {

inline constexpr std::int64_t kChunk = 16;  // that share their memory

// put(index, values) of each weighting; weigh(index, weights) makes it.
template <class Memory, class Statistics, class Weigh, class Put>
void each(const Context& context, std::int64_t count, std::size_t values,
          const Statistics& statistics, const Weigh& weigh, const Put& put) {
  parallel_for(context.threads, (count + kChunk - 1) / kChunk, [&](std::int64_t chunk) {
    Resampling::Weights weights;
    Memory memory;
    std::vector<double> row(values);
    const std::int64_t last = std::min(count, (chunk + 1) * kChunk);
    for (std::int64_t i = chunk * kChunk; i < last; ++i) {
      context.check_cancelled();
      weigh(i, weights);
      statistics(weights, memory, std::span(row));
      put(static_cast<std::size_t>(i), row);
    }
  });
}

}  // namespace replicates_detail

// statistics(const Resampling::Weights&, Memory&, std::span<double> values) computes `count` of
// them for samples that count as often as their units weigh; called on several threads, each with a
// Memory of its own that is kept from call to call.
//
// Replicate r depends on the context's seed, on r and on the resampling's strata alone: whatever is
// computed gets the same draws, in this call or in others. Strata of more than 500 units are
// jackknifed in 200 random blocks. Throws Error(kInterrupted).
template <class Memory, class Statistics>
std::vector<MetricReplicates> make_replicates(const Context& context, const Resampling& resampling,
                                              std::size_t count, std::int64_t replicates,
                                              const Statistics& statistics) {
  std::vector<MetricReplicates> table(count);
  replicates_detail::each<Memory>(
      context, 1, count, statistics,
      [&](std::int64_t, Resampling::Weights& weights) { weights.assign(resampling.units(), 1); },
      [&](std::size_t, const std::vector<double>& row) {
        for (std::size_t i = 0; i < count; ++i) {
          table[i].value = row[i];
          table[i].replicates.resize(static_cast<std::size_t>(replicates));
        }
      });
  replicates_detail::each<Memory>(
      context, replicates, count, statistics,
      [&](std::int64_t r, Resampling::Weights& weights) {
        Rng rng = context.rng("bootstrap", static_cast<std::uint64_t>(r));
        resampling.draw(rng, weights);
      },
      [&](std::size_t r, const std::vector<double>& row) {
        for (std::size_t i = 0; i < count; ++i) {
          table[i].replicates[r] = row[i];
        }
      });
  for (std::size_t s = 0; s < resampling.strata().size(); ++s) {
    const UnitBlocks blocks(resampling.strata()[s], context.rng("jackknife", s));
    for (MetricReplicates& entry : table) {
      entry.without_unit.emplace_back(static_cast<std::size_t>(blocks.count()));
    }
    replicates_detail::each<Memory>(
        context, blocks.count(), count, statistics,
        [&](std::int64_t block, Resampling::Weights& weights) {
          weights.assign(resampling.units(), 1);
          blocks.leave_out(block, weights);
        },
        [&](std::size_t block, const std::vector<double>& row) {
          for (std::size_t i = 0; i < count; ++i) {
            table[i].without_unit[s][block] = row[i];
          }
        });
  }
  return table;
}

}  // namespace goodparts
