#include "metrics/uncertainty/bootstrap.h"

#include <cmath>

#include "metrics/uncertainty/bootstrap_caveat.h"

namespace goodparts {

std::vector<BootstrapEstimate> bootstrap_metrics(const Context& context,
                                                 std::span<const double> scores,
                                                 const LabelledSamples& samples,
                                                 std::span<const RankingMetric> metrics,
                                                 const BootstrapOptions& options) {
  const std::vector<std::vector<double>> one{{scores.begin(), scores.end()}};
  const auto table = bootstrap_replicates(context, one, samples, metrics, options.replicates);
  const std::string few = few_units_caveat(samples);
  std::vector<BootstrapEstimate> estimates;
  for (const MetricReplicates& of_metric : table.front()) {
    estimates.push_back(bootstrap_interval(of_metric.value, of_metric.replicates,
                                           acceleration(of_metric.without_unit),
                                           options.confidence));
    if (!std::isnan(estimates.back().interval.low)) {
      append_sentence(estimates.back().caveat, few);
      append_sentence(estimates.back().caveat, metrics[estimates.size() - 1].caveat);
    }
  }
  return estimates;
}

}  // namespace goodparts
