#include "metrics/uncertainty/paired_bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

#include "metrics/uncertainty/bootstrap_caveat.h"

namespace goodparts {
namespace {

std::vector<double> minus(const std::vector<double>& a, const std::vector<double>& b) {
  assert(a.size() == b.size());
  std::vector<double> result(a.size());
  std::transform(a.begin(), a.end(), b.begin(), result.begin(), std::minus<>());
  return result;
}

}  // namespace

BootstrapComparison compare_replicates(const MetricReplicates& first,
                                       const MetricReplicates& second, double confidence) {
  Jackknife without_unit;
  for (std::size_t s = 0; s < first.without_unit.size(); ++s) {
    without_unit.push_back(minus(first.without_unit[s], second.without_unit[s]));
  }
  const std::vector<double> differences = minus(first.replicates, second.replicates);
  BootstrapComparison result;
  result.first = first.value;
  result.second = second.value;
  result.difference =
      bootstrap_interval(first.value - second.value, differences, acceleration(without_unit),
                         confidence, BootstrapMethod::kPercentile);
  result.p = bootstrap_p(differences);
  return result;
}

std::vector<BootstrapComparison> bootstrap_compare(const Context& context,
                                                   std::span<const double> first,
                                                   std::span<const double> second,
                                                   const LabelledSamples& samples,
                                                   std::span<const RankingMetric> metrics,
                                                   const BootstrapOptions& options) {
  const std::vector<std::vector<double>> both{{first.begin(), first.end()},
                                              {second.begin(), second.end()}};
  const auto table = bootstrap_replicates(context, both, samples, metrics, options.replicates);
  const std::string few = few_units_caveat(samples);
  std::vector<BootstrapComparison> results;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    results.push_back(compare_replicates(table[0][m], table[1][m], options.confidence));
    std::string& caveat = results.back().difference.caveat;
    if (!std::isnan(results.back().difference.interval.low)) {
      append_sentence(caveat, few);
    }
  }
  return results;
}

}  // namespace goodparts
