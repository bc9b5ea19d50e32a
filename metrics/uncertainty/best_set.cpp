#include "metrics/uncertainty/best_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "metrics/uncertainty/bootstrap_caveat.h"
#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/friedman.h"
#include "metrics/uncertainty/holm.h"
#include "metrics/uncertainty/paired_bootstrap.h"
#include "metrics/uncertainty/wilcoxon.h"

namespace goodparts {
namespace {

// Of equals the first; −1 where all are NaN.
std::int64_t find_best(const std::vector<BestSetEntry>& entries, bool higher_is_better) {
  std::int64_t best = -1;
  for (std::int64_t d = 0; d < std::ssize(entries); ++d) {
    const double value = entries[static_cast<std::size_t>(d)].value;
    const double top = best < 0 ? kUndefined : entries[static_cast<std::size_t>(best)].value;
    if (!std::isnan(value) && (best < 0 || (higher_is_better ? value > top : value < top))) {
      best = d;
    }
  }
  return best;
}

void append(std::string& text, const std::string& sentence) {
  if (text.find(sentence) == std::string::npos) {
    append_sentence(text, sentence);
  }
}

void fill_set(BestSet& set, double level) {
  std::vector<double> p;
  for (const BestSetEntry& entry : set.detectors) {
    p.push_back(entry.p);
  }
  const std::vector<double> adjusted = holm_adjust(p);
  std::int64_t untested = 0;
  for (std::size_t d = 0; d < adjusted.size(); ++d) {
    BestSetEntry& entry = set.detectors[d];
    const bool has_value = !std::isnan(entry.value);
    entry.adjusted_p = adjusted[d];
    entry.in_set = has_value && !(adjusted[d] <= level);
    const bool is_best = static_cast<std::int64_t>(d) == set.best;
    untested += has_value && !is_best && std::isnan(adjusted[d]) ? 1 : 0;
  }
  if (untested > 0) {
    append(set.caveat,
           fmt::format("{} of the set could not be tested against the best.", untested));
  }
}

template <class Compare>  // void(entry of the detector, index of it, index of the best)
void compare_with_best(BestSet& set, const Compare& compare) {
  for (std::size_t d = 0; d < set.detectors.size(); ++d) {
    if (set.best >= 0 && static_cast<std::int64_t>(d) != set.best &&
        !std::isnan(set.detectors[d].value)) {
      compare(set.detectors[d], d, static_cast<std::size_t>(set.best));
    }
  }
}

}  // namespace

BestSet best_by_auroc(std::span<const std::vector<double>> scores,
                      std::span<const std::int8_t> labels, double level) {
  BestSet set;
  set.method = "paired DeLong, Holm";
  for (const std::vector<double>& of_detector : scores) {
    set.detectors.emplace_back().value = auroc(rank_samples(of_detector, labels));
  }
  set.best = find_best(set.detectors, true);
  compare_with_best(set, [&](BestSetEntry& entry, std::size_t d, std::size_t best) {
    const AurocComparison c = delong_compare(scores[best], scores[d], labels, 1.0 - level);
    entry.difference = c.difference;
    entry.interval = {c.low, c.high};
    entry.p = c.p;
    append(set.caveat, std::isnan(c.p) || c.difference == 0.0 ? "" : c.caveat);
  });
  fill_set(set, level);
  return set;
}

BestSet best_by_bootstrap(const Context& context, std::span<const std::vector<double>> scores,
                          const LabelledSamples& samples, const RankingMetric& metric,
                          bool higher_is_better, const BootstrapOptions& options, double level) {
  BestSet set;
  set.method =
      fmt::format("paired bootstrap of {}, {} replicates, Holm", metric.name, options.replicates);
  const auto table =
      bootstrap_replicates(context, scores, samples, std::span(&metric, 1), options.replicates);
  for (const std::vector<MetricReplicates>& of_detector : table) {
    set.detectors.emplace_back().value = of_detector.front().value;
  }
  set.best = find_best(set.detectors, higher_is_better);
  set.caveat = few_units_caveat(samples);
  compare_with_best(set, [&](BestSetEntry& entry, std::size_t d, std::size_t best) {
    const BootstrapComparison c =
        compare_replicates(table[best].front(), table[d].front(), options.confidence);
    entry.difference = c.difference.value;
    entry.interval = c.difference.interval;
    entry.p = c.p;
  });
  fill_set(set, level);
  return set;
}

BestSet best_over_categories(std::span<const std::vector<double>> values, bool higher_is_better,
                             double level) {
  BestSet set;
  set.method = "Wilcoxon signed-rank over categories, Holm";
  const FriedmanResult ranks = friedman(values, higher_is_better, level);
  for (std::size_t d = 0; d < values.size(); ++d) {
    const bool ranked = d < ranks.average_ranks.size();
    set.detectors.emplace_back().value = ranked ? ranks.average_ranks[d] : kUndefined;
  }
  set.best = find_best(set.detectors, false);
  compare_with_best(set, [&](BestSetEntry& entry, std::size_t d, std::size_t best) {
    const WilcoxonResult test = wilcoxon(values[best], values[d]);
    entry.difference = test.median;
    entry.p = test.p;
  });
  fill_set(set, level);
  const double rivals = static_cast<double>(std::ssize(values) - 1);
  const auto needed = static_cast<std::int64_t>(std::ceil(1.0 + std::log2(rivals / level)));
  if (set.best >= 0 && rivals > 0.0 && ranks.categories < needed) {
    append(set.caveat,
           fmt::format("{} categories: it takes {} for Wilcoxon's test to tell {} detectors "
                       "from the best.",
                       ranks.categories, needed, values.size() - 1));
  }
  return set;
}

}  // namespace goodparts
