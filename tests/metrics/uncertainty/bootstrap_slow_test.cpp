// How often 95 % bootstrap intervals of the AUROC cover the population's, over 2,000 draws of
// binormal samples with 1,000 replicates each. Prints a table.
#include <gtest/gtest.h>

#include <cstdio>

#include "metrics/uncertainty/bootstrap.h"
#include "metrics/uncertainty/normal.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

constexpr int kDraws = 2000;

struct Coverage {
  double percentile = 0.0;
  double bca = 0.0;
  double chosen = 0.0;  // of BootstrapEstimate::interval
  double caveat = 0.0;  // share of draws that carry one
};

Coverage coverage(double auroc_of_population, double shift, std::int64_t good,
                  std::int64_t anomalous) {
  const auto holds = [&](const Interval& interval) {
    return interval.low <= auroc_of_population && auroc_of_population <= interval.high
               ? 1.0 / kDraws
               : 0.0;
  };
  const std::vector<RankingMetric> metrics{{"auroc", [](const Ranking& r) { return auroc(r); }}};
  Coverage total;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(11, "coverage", static_cast<std::uint64_t>(draw));
    const Samples s = binormal(rng, good, anomalous, shift);
    Context context;
    context.seed = static_cast<std::uint64_t>(draw);
    const BootstrapEstimate e =
        bootstrap_metrics(context, s.scores, {s.labels}, metrics, {1000, 0.95}).front();
    total.percentile += holds(e.percentile);
    total.bca += holds(e.bca);
    total.chosen += holds(e.interval);
    total.caveat += e.caveat.empty() ? 0.0 : 1.0 / kDraws;
  }
  std::printf("%5.3f %4d %4d   %.3f      %.3f  %.3f   %.3f\n", auroc_of_population,
              static_cast<int>(good), static_cast<int>(anomalous), total.percentile, total.bca,
              total.chosen, total.caveat);
  std::fflush(stdout);
  return total;
}

constexpr const char* kHead = "AUROC good anom  percentile  BCa    chosen  caveat\n";

TEST(BootstrapSlow, CoversWhereItsAssumptionsHold) {
  std::printf("%s", kHead);
  for (const auto& [auroc, shift] : {std::pair{0.8, kShiftForAuroc80}, {0.9, kShiftForAuroc90}}) {
    for (const auto& [good, anomalous] :
         {std::pair{50, 50}, {100, 100}, {200, 200}, {200, 50}, {50, 200}}) {
      const Coverage c = coverage(auroc, shift, good, anomalous);
      EXPECT_GE(c.chosen, 0.93) << auroc << " " << good << " " << anomalous;
      EXPECT_LE(c.chosen, 0.97) << auroc << " " << good << " " << anomalous;
    }
  }
}

TEST(BootstrapSlow, SaysSoWhereTheyBreak) {
  std::printf("%s", kHead);
  const Coverage few = coverage(0.90, kShiftForAuroc90, 10, 10);
  EXPECT_LT(few.percentile, 0.90);
  EXPECT_GT(few.caveat, 0.999);
  const Coverage near_one = coverage(0.99, kShiftForAuroc99, 10, 10);
  EXPECT_LT(near_one.chosen, 0.60);
  EXPECT_GT(near_one.caveat, 0.999);
  EXPECT_LT(coverage(0.99, kShiftForAuroc99, 50, 50).chosen, 0.93);
}

// Of the population, as many good as anomalous: thresholds over the whole line, one by one.
std::vector<double> population_metrics(double shift) {
  double ap = 0.0;
  double f1 = 0.0;
  double fpr_at_95 = 1.0;
  double recall_before = 0.0;
  for (int i = 0; i <= 200000; ++i) {
    const double threshold = 12.0 - i * 1e-4;
    const double recall = normal_cdf(shift - threshold);
    const double fpr = normal_cdf(-threshold);
    ap += (recall - recall_before) * recall / (recall + fpr);
    recall_before = recall;
    f1 = std::max(f1, 2.0 * recall / (recall + fpr + 1.0));
    if (recall >= 0.95) {
      fpr_at_95 = std::min(fpr_at_95, fpr);
    }
  }
  return {normal_cdf(shift / std::sqrt(2.0)), ap, f1, fpr_at_95};
}

TEST(BootstrapSlow, OtherMetrics) {
  std::printf("metric                good anom  percentile  BCa    bias\n");
  const std::vector<RankingMetric> metrics = sample_ranking_metrics();
  const std::vector<double> truth = population_metrics(kShiftForAuroc90);
  for (const int each : {50, 100, 200}) {
    std::vector<Coverage> total(metrics.size());
    std::vector<double> bias(metrics.size());
    for (int draw = 0; draw < kDraws / 2; ++draw) {
      Rng rng(11, "coverage", static_cast<std::uint64_t>(draw));
      const Samples s = binormal(rng, each, each, kShiftForAuroc90);
      Context context;
      context.seed = static_cast<std::uint64_t>(draw);
      const auto estimates =
          bootstrap_metrics(context, s.scores, {s.labels}, metrics, {1000, 0.95});
      for (std::size_t m = 0; m < metrics.size(); ++m) {
        const auto holds = [&](const Interval& interval) {
          return interval.low <= truth[m] && truth[m] <= interval.high ? 2.0 / kDraws : 0.0;
        };
        total[m].percentile += holds(estimates[m].percentile);
        total[m].bca += holds(estimates[m].bca);
        total[m].chosen += holds(estimates[m].interval);
        bias[m] += (estimates[m].value - truth[m]) * 2.0 / kDraws;
      }
    }
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      std::printf("%-20s %5d %4d   %.3f      %.3f  %+.4f\n", metrics[m].name.c_str(), each, each,
                  total[m].percentile, total[m].bca, bias[m]);
      const bool oracle = !metrics[m].caveat.empty();  // says that it covers less
      EXPECT_GE(total[m].chosen, oracle ? 0.88 : m == 1 ? 0.91 : 0.93) << metrics[m].name;
    }
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace goodparts
