#include "metrics/uncertainty/bootstrap_replicates.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "kernels/base/parallel.h"
#include "metrics/metric_names.h"
#include "metrics/uncertainty/resampling.h"
#include "metrics/uncertainty/unit_blocks.h"
#include "metrics/uncertainty/weighted_ranking.h"

namespace goodparts {
namespace {

constexpr std::int64_t kChunk = 16;  // replicates that share their memory

using Table = std::vector<std::vector<MetricReplicates>>;

class Evaluator {
 public:
  Evaluator(std::span<const std::vector<double>> scores, const LabelledSamples& samples,
            std::span<const RankingMetric> metrics, const Resampling& resampling)
      : metrics_(metrics) {
    for (const std::vector<double>& of_detector : scores) {
      assert(of_detector.size() == samples.labels.size());
      rankings_.emplace_back(of_detector, samples.labels, resampling);
    }
  }

  // put(detector, metric, value)
  template <class Put>
  void evaluate(const Resampling::Weights& weights, Ranking& memory, const Put& put) const {
    for (std::size_t d = 0; d < rankings_.size(); ++d) {
      rankings_[d].rank(weights, memory);
      for (std::size_t m = 0; m < metrics_.size(); ++m) {
        put(d, m, metrics_[m].value(memory));
      }
    }
  }

 private:
  std::vector<WeightedRanking> rankings_;
  std::span<const RankingMetric> metrics_;
};

template <class Body>  // void(index, Weights&, Ranking&)
void in_chunks(const Context& context, std::int64_t count, const Body& body) {
  parallel_for(context.threads, (count + kChunk - 1) / kChunk, [&](std::int64_t chunk) {
    Resampling::Weights weights;
    Ranking ranking;
    const std::int64_t last = std::min(count, (chunk + 1) * kChunk);
    for (std::int64_t i = chunk * kChunk; i < last; ++i) {
      context.check_cancelled();
      body(i, weights, ranking);
    }
  });
}

void jackknife(const Context& context, const Evaluator& evaluator, const Resampling& resampling,
               Table& table) {
  for (std::size_t s = 0; s < resampling.strata().size(); ++s) {
    const UnitBlocks blocks(resampling.strata()[s], context.rng("jackknife", s));
    for (auto& of_detector : table) {
      for (MetricReplicates& entry : of_detector) {
        entry.without_unit.emplace_back(static_cast<std::size_t>(blocks.count()));
      }
    }
    in_chunks(context, blocks.count(),
              [&](std::int64_t block, Resampling::Weights& weights, Ranking& ranking) {
                weights.assign(resampling.units(), 1);
                blocks.leave_out(block, weights);
                evaluator.evaluate(weights, ranking, [&](auto d, auto m, double value) {
                  table[d][m].without_unit[s][static_cast<std::size_t>(block)] = value;
                });
              });
  }
}

}  // namespace

std::vector<RankingMetric> sample_ranking_metrics() {
  return {
      {std::string(kSampleMetrics[0]), [](const Ranking& r) { return auroc(r); }},
      {std::string(kSampleMetrics[1]), [](const Ranking& r) { return average_precision(r); }},
      {std::string(kSampleMetrics[2]), [](const Ranking& r) { return best_f1(r).value; }},
      {std::string(kSampleMetrics[3]), [](const Ranking& r) { return fpr_at_recall(r, 0.95); }}};
}

std::vector<std::vector<MetricReplicates>> bootstrap_replicates(
    const Context& context, std::span<const std::vector<double>> scores,
    const LabelledSamples& samples, std::span<const RankingMetric> metrics,
    std::int64_t replicates) {
  assert(replicates >= 1);
  const Resampling resampling(samples.labels, samples.groups);
  const Evaluator evaluator(scores, samples, metrics, resampling);
  Table table(scores.size(), std::vector<MetricReplicates>(metrics.size()));
  for (auto& of_detector : table) {
    for (MetricReplicates& entry : of_detector) {
      entry.replicates.resize(static_cast<std::size_t>(replicates));
    }
  }
  Ranking ranking;
  evaluator.evaluate(Resampling::Weights(resampling.units(), 1), ranking,
                     [&](auto d, auto m, double value) { table[d][m].value = value; });
  in_chunks(context, replicates,
            [&](std::int64_t r, Resampling::Weights& weights, Ranking& memory) {
              Rng rng = context.rng("bootstrap", static_cast<std::uint64_t>(r));
              resampling.draw(rng, weights);
              evaluator.evaluate(weights, memory, [&](auto d, auto m, double value) {
                table[d][m].replicates[static_cast<std::size_t>(r)] = value;
              });
            });
  jackknife(context, evaluator, resampling, table);
  return table;
}

}  // namespace goodparts
