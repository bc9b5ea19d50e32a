// How often a truly best detector is in the set of those that cannot be told from the best, and how
// often paired DeLong and the paired bootstrap see a difference where there is none. Prints the
// shares.
#include <gtest/gtest.h>

#include <cstdio>

#include "metrics/uncertainty/best_set.h"
#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/paired_bootstrap.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

constexpr int kDraws = 2000;

// Detectors that are equally good: the truth with noise of the same size.
struct Detectors {
  std::vector<std::vector<double>> scores;
  std::vector<std::int8_t> labels;
};
Detectors equal_detectors(Rng& rng, int count, std::int64_t good, std::int64_t anomalous) {
  const Samples truth = binormal(rng, good, anomalous, 2.0);
  Detectors result{{}, truth.labels};
  for (int d = 0; d < count; ++d) {
    result.scores.push_back(truth.scores);
    for (double& score : result.scores.back()) {
      score += 0.8 * rng.normal();
    }
  }
  return result;
}

TEST(BestSetSlow, KeepsATrulyBestDetector) {
  int kept = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(13, "equal", static_cast<std::uint64_t>(draw));
    const Detectors d = equal_detectors(rng, 6, 80, 60);
    kept += best_by_auroc(d.scores, d.labels).detectors.front().in_set ? 1 : 0;
  }
  const double share = static_cast<double>(kept) / kDraws;
  std::printf("6 equal detectors: the first is in the set %.3f of the time\n", share);
  EXPECT_GE(share, 0.95);
}

TEST(BestSetSlow, DifferencesCoverZero) {
  const std::vector<RankingMetric> metrics = sample_ranking_metrics();
  int delong = 0;
  std::vector<int> by_interval(metrics.size());
  std::vector<int> by_bca(metrics.size());
  std::vector<int> by_p(metrics.size());
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(14, "pairs", static_cast<std::uint64_t>(draw));
    const Detectors d = equal_detectors(rng, 2, 80, 60);
    delong += delong_compare(d.scores[0], d.scores[1], d.labels).p > 0.05 ? 1 : 0;
    Context context;
    context.seed = static_cast<std::uint64_t>(draw);
    const auto compared =
        bootstrap_compare(context, d.scores[0], d.scores[1], {d.labels}, metrics, {1000, 0.95});
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const Interval interval = compared[m].difference.interval;
      by_interval[m] += interval.low <= 0.0 && 0.0 <= interval.high ? 1 : 0;
      const Interval& bca = compared[m].difference.bca;
      by_bca[m] += bca.low <= 0.0 && 0.0 <= bca.high ? 1 : 0;
      by_p[m] += compared[m].p > 0.05 ? 1 : 0;
    }
  }
  std::printf("paired DeLong %.3f\n", static_cast<double>(delong) / kDraws);
  EXPECT_GE(delong, 0.93 * kDraws);
  EXPECT_LE(delong, 0.97 * kDraws);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    std::printf("paired bootstrap %-20s interval %.3f  BCa %.3f  p %.3f\n", metrics[m].name.c_str(),
                static_cast<double>(by_interval[m]) / kDraws,
                static_cast<double>(by_bca[m]) / kDraws, static_cast<double>(by_p[m]) / kDraws);
    EXPECT_GE(by_p[m], 0.92 * kDraws) << metrics[m].name;
  }
  EXPECT_GE(by_interval[0], 0.93 * kDraws);
  EXPECT_LE(by_interval[0], 0.97 * kDraws);
}

}  // namespace
}  // namespace goodparts
