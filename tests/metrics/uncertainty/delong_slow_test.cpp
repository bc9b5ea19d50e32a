// How often 95 % intervals of the AUROC cover the population's, over 2,000 draws of binormal
// samples. Prints a table; the figures in metrics/uncertainty/auroc_caveat.h are from such.
#include <gtest/gtest.h>

#include <cstdio>

#include "metrics/uncertainty/auroc_caveat.h"
#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/separated_auroc.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

constexpr int kDraws = 2000;

struct Coverage {
  double logit = 0.0;
  double plain = 0.0;
  double newcombe = 0.0;
  double caveat = 0.0;  // share of draws that carry one
};

Coverage coverage(double auroc, double shift, std::int64_t good, std::int64_t anomalous) {
  const auto holds = [auroc](const auto& interval) {
    return interval.low <= auroc && auroc <= interval.high ? 1.0 / kDraws : 0.0;
  };
  Coverage total;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(11, "coverage", static_cast<std::uint64_t>(draw));
    const Samples s = binormal(rng, good, anomalous, shift);
    const AurocEstimate logit = delong_auroc(s.scores, s.labels);
    const AurocEstimate plain = delong_auroc(s.scores, s.labels, 0.95, AurocScale::kPlain);
    total.logit += holds(logit);
    total.plain += plain.standard_error > 0.0 ? holds(plain) : 0.0;
    total.newcombe += holds(newcombe_auroc(logit.value, good, anomalous));
    total.caveat += logit.caveat.empty() ? 0.0 : 1.0 / kDraws;
  }
  std::printf("%5.3f %4d %4d   %.3f   %.3f   %.3f   %.3f\n", auroc, static_cast<int>(good),
              static_cast<int>(anomalous), total.logit, total.plain, total.newcombe, total.caveat);
  return total;
}

constexpr const char* kHead = "AUROC good anom  logit   DeLong  Newcombe caveat\n";

TEST(DelongSlow, CoversWhereItsAssumptionsHold) {
  std::printf("%s", kHead);
  for (const auto& [auroc, shift] : {std::pair{0.8, kShiftForAuroc80}, {0.9, kShiftForAuroc90}}) {
    for (const auto& [good, anomalous] :
         {std::pair{50, 50}, {100, 100}, {200, 200}, {200, 50}, {50, 200}}) {
      const Coverage c = coverage(auroc, shift, good, anomalous);
      EXPECT_GE(c.logit, 0.93) << auroc << " " << good << " " << anomalous;
      EXPECT_LE(c.logit, 0.97) << auroc << " " << good << " " << anomalous;
    }
  }
}

TEST(DelongSlow, CarriesACaveatWhereTheyBreak) {
  std::printf("%s", kHead);
  for (const auto& [auroc, shift] : {std::pair{0.9, kShiftForAuroc90}, {0.99, kShiftForAuroc99}}) {
    for (const auto& [good, anomalous] :
         {std::pair{10, 10}, {50, 10}, {10, 50}, {20, 20}, {50, 50}}) {
      const Coverage c = coverage(auroc, shift, good, anomalous);
      EXPECT_GE(c.logit, 0.90);
      if (std::min(good, anomalous) < kFewSamples) {
        EXPECT_DOUBLE_EQ(std::round(c.caveat * kDraws), kDraws);
      }
      if (auroc == 0.99 && good == 10) {
        EXPECT_LT(c.plain, 0.9);  // why it is not the default
      }
    }
  }
}

}  // namespace
}  // namespace goodparts
