#include "kernels/ranking/rank_steps.h"

#include <limits>

#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/ranking_sums.h"
#include "kernels/ranking/sort_items.h"

namespace goodparts {
namespace {

RankingSums sums_of(const std::vector<RankStep>& steps) {
  RankingSums sums;
  RankStep before;
  for (const RankStep& step : steps) {
    sums.add(before.tp, step.tp, before.fp, step.fp);
    before = step;
  }
  return sums;
}

bool defined(const std::vector<RankStep>& steps) {
  return !steps.empty() && steps.back().tp > 0 && steps.back().fp > 0;
}

}  // namespace

std::vector<RankStep> rank_steps(const double* scores, const std::int8_t* labels,
                                 std::int64_t count, Device device) {
  std::vector<std::uint64_t> good;
  std::vector<std::uint64_t> anomalous;
  for (std::int64_t i = 0; i < count; ++i) {
    (labels[i] == 1 ? anomalous : good).push_back(ordered_key(scores[i]));
  }
  sort_items(device, good, 0);
  sort_items(device, anomalous, 0);
  std::vector<RankStep> steps;
  auto next_good = good.rbegin();
  auto next_anomalous = anomalous.rbegin();
  RankStep step;
  while (next_good != good.rend() || next_anomalous != anomalous.rend()) {
    const std::uint64_t key = std::max(next_good == good.rend() ? 0 : *next_good,
                                       next_anomalous == anomalous.rend() ? 0 : *next_anomalous);
    for (; next_good != good.rend() && *next_good == key; ++next_good) {
      ++step.fp;
    }
    for (; next_anomalous != anomalous.rend() && *next_anomalous == key; ++next_anomalous) {
      ++step.tp;
    }
    step.score = value_of_key(key);
    steps.push_back(step);
  }
  return steps;
}

double ranking_auroc(const std::vector<RankStep>& steps) {
  if (!defined(steps)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const std::int64_t anomalous = steps.back().tp;
  const std::int64_t good = steps.back().fp;
  // Whole numbers up to the last divisions.
  const std::uint64_t twice_wins =
      2 * static_cast<std::uint64_t>(anomalous) * static_cast<std::uint64_t>(good) -
      sums_of(steps).twice_losses();
  return static_cast<double>(twice_wins) / 2.0 / static_cast<double>(anomalous) /
         static_cast<double>(good);
}

double ranking_average_precision(const std::vector<RankStep>& steps) {
  return defined(steps) ? sums_of(steps).precision_sum() / static_cast<double>(steps.back().tp)
                        : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace goodparts
