#include "metrics/findings/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "metrics/findings/findings_json.h"
#include "tests/metrics/evaluation_fixture.h"

namespace goodparts {
namespace {

using testing::add_sample;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// 124 held-out good scores 1 … 124 and a test set in which good parts are like them: rank 3 of 124
// is the largest rank that certifies 5 % at 95 % confidence (the table of order statistics, Wilks
// 1941).
ScoreTable certifiable(int held_out = 124) {
  ScoreTable table;
  for (int i = 1; i <= held_out; ++i) {
    add_sample(table, "a", Split::kCalibration, 0, "good", i, "day", i);
  }
  for (int i = 0; i < 40; ++i) {
    add_sample(table, "a", Split::kTest, 0, "good", 3.1 * i, i % 2 == 0 ? "day" : "night", i);
    add_sample(table, "a", Split::kTest, 1, i % 2 == 0 ? "hole" : "scratch", 100.0 + 3.7 * i, "day",
               i);
  }
  return table;
}

Findings findings_of(const ScoreTable& table, const FindingsOptions& options = {},
                     const PixelSources& pixels = {}) {
  return find_in_scores({}, table, pixels, evaluate(table, pixels, {}), options);
}

TEST(Findings, EveryMetricHasItsIntervalAboutItsValue) {
  const ScoreTable table = certifiable();
  const Evaluation evaluation = evaluate(table, {}, {});
  const UnitFindings unit = find_in_scores({}, table, {}, evaluation, {}).units.at(0);
  std::vector<std::string> names;
  for (const MetricInterval& interval : unit.intervals) {
    names.push_back(interval.metric);
    const auto metric = std::find_if(evaluation.metrics.begin(), evaluation.metrics.end(),
                                     [&](const auto& m) { return m.first == interval.metric; });
    ASSERT_NE(metric, evaluation.metrics.end()) << interval.metric;
    EXPECT_DOUBLE_EQ(interval.value, metric->second) << interval.metric;
    EXPECT_LE(interval.low, interval.value) << interval.metric;
    EXPECT_GE(interval.high, interval.value) << interval.metric;
    EXPECT_LT(interval.low, interval.high) << interval.metric;
    EXPECT_FALSE(interval.method.empty());
  }
  EXPECT_THAT(names,
              ElementsAre("sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr",
                          "sample_pg1", "sample_pg5", "sample_pb1", "sample_pb5"));
}

TEST(Findings, WithoutBootstrapTheAurocKeepsItsInterval) {
  FindingsOptions options;
  options.bootstrap = 0;
  const UnitFindings unit = findings_of(certifiable(), options).units.at(0);
  ASSERT_EQ(unit.intervals.size(), 1U);
  EXPECT_EQ(unit.intervals[0].metric, "sample_auroc");
}

TEST(Findings, GroupedSamplesAreDrawnInGroups) {
  ScoreTable table = certifiable();
  for (std::size_t i = 0; i < table.size(); ++i) {
    table.group[i] = "lot" + std::to_string(i / 4);
  }
  const UnitFindings unit = findings_of(table).units.at(0);
  EXPECT_THAT(unit.intervals.at(0).method, HasSubstr("groups"));
}

TEST(Findings, CertifiesTheThresholdFromTheHeldOutParts) {
  FindingsOptions options;
  options.target_fpr = 0.05;
  ScoreTable table = certifiable();
  EvaluationOptions evaluation_options;
  evaluation_options.target_fpr = 0.024;  // conformal rank ⌊.024 · 125⌋ = 3
  const Evaluation evaluation = evaluate(table, {}, evaluation_options);
  ASSERT_EQ(evaluation.units[0].choice.rank, 3);
  const Certificate certificate =
      find_in_scores({}, table, {}, evaluation, options).units.at(0).certificate;
  EXPECT_TRUE(certificate.calibration.supports_target);
  EXPECT_LE(certificate.calibration.fpr_upper, 0.05);
  EXPECT_EQ(certificate.calibration.good, 124);
  EXPECT_EQ(certificate.test.good, 40);
}

TEST(Findings, TooFewPartsAreRefusedWithWhatTheySupport) {
  const Certificate certificate = findings_of(certifiable(12)).units.at(0).certificate;
  EXPECT_NE(certificate.verdict, CertificateVerdict::kCertified);
  // 1 − .05^(1/12), zero false alarms of 12.
  EXPECT_NEAR(certificate.calibration.smallest_certifiable, 0.2209, 1e-4);
  EXPECT_GT(certificate.calibration.further_needed, 0);
}

TEST(Findings, EveryRuleIsTestedOrSaysWhyNot) {
  FindingsOptions options;
  options.prevalence = 0.01;
  options.escape_cost = 100.0;
  options.overkill_cost = 1.0;
  const UnitFindings unit = findings_of(certifiable(), options).units.at(0);
  EXPECT_EQ(unit.rules.size(), 9U);
  for (const ThresholdRule& rule : unit.rules) {
    EXPECT_TRUE(rule.available ? rule.transfer.has_value() : !rule.unavailable_reason.empty())
        << rule.name;
    EXPECT_EQ(rule.oracle, rule.needs == RuleNeeds::kLabelled) << rule.name;
  }
  ASSERT_TRUE(unit.review_band.has_value());
  EXPECT_TRUE(unit.review_band->available);
  EXPECT_EQ(unit.tightening.good_seen, 124);
}

TEST(Findings, ScoresInTheOrderOfTimeAreASeries) {
  EXPECT_FALSE(findings_of(certifiable()).series.has_value());
  ScoreTable table = certifiable();
  table.in_time_order = true;
  const Findings findings = findings_of(table);
  ASSERT_TRUE(findings.series.has_value());
  ASSERT_TRUE(findings.units.at(0).series.has_value());
  EXPECT_EQ(findings.series->samples, 80);
  EXPECT_EQ(findings.series->counts.events, 40);
}

TEST(Findings, GoodPartsAloneLeaveMetricsUndefinedAndCertifyAllTheSame) {
  ScoreTable table;
  for (int i = 1; i <= 124; ++i) {
    add_sample(table, "a", Split::kCalibration, 0, "good", i, "day", i);
  }
  const UnitFindings unit = findings_of(table).units.at(0);
  for (const MetricInterval& interval : unit.intervals) {
    EXPECT_TRUE(std::isnan(interval.low)) << interval.metric;
    EXPECT_FALSE(interval.caveat.empty()) << interval.metric;
  }
  EXPECT_TRUE(unit.certificate.calibration.present);
  EXPECT_FALSE(unit.review_band.has_value());
  const auto json = to_json(unit);
  EXPECT_TRUE(json["intervals"][0]["low"].is_null());
}

TEST(Findings, PixelsGetIntervalsOverImages) {
  const ScoreTable table = testing::one_unit();
  const UnitFindings unit = findings_of(table, {}, testing::maps_of_a).units.at(0);
  std::vector<std::string> names;
  for (const MetricInterval& interval : unit.intervals) {
    names.push_back(interval.metric);
  }
  EXPECT_THAT(names, ::testing::IsSupersetOf(
                         {"pixel_auroc", "pixel_ap", "pixel_aupro_0.30", "pixel_aupro_0.05"}));
}

// Four units with the same scores: the mean is theirs, and its interval half as wide.
TEST(Findings, TheMeanOverUnitsHasTheIntervalOfIndependentUnits) {
  ScoreTable table;
  for (int unit = 0; unit < 4; ++unit) {
    for (int i = 0; i < 60; ++i) {
      const double score = (i * 37 % 60) + (i % 2 == 0 ? 0.0 : 15.0);
      add_sample(table, std::to_string(unit), Split::kTest, i % 2, i % 2 == 0 ? "good" : "hole",
                 score, "day", i);
    }
  }
  FindingsOptions options;
  options.bootstrap = 0;
  const Findings findings = findings_of(table, options);
  ASSERT_EQ(findings.intervals.size(), 1U);
  const MetricInterval& mean = findings.intervals[0];
  const MetricInterval& one = findings.units[0].intervals.at(0);
  EXPECT_DOUBLE_EQ(mean.value, one.value);
  EXPECT_NEAR(mean.value - mean.low, (one.value - one.low) / 2.0, 1e-12);
  EXPECT_NEAR(mean.high - mean.value, (one.high - one.value) / 2.0, 1e-12);
  EXPECT_TRUE(findings_of(certifiable(), options).intervals.empty());
}

}  // namespace
}  // namespace goodparts
