#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "kernels/base/error.h"
#include "metrics/decision/decision_json.h"
#include "metrics/decision/decision_markdown.h"
#include "metrics/decision/latency.h"
#include "metrics/decision/operating_table.h"
#include "metrics/decision/recall_by_size.h"
#include "tests/metrics/decision/decision_fixtures.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// By hand: 1,000 parts, 10 of them anomalous; 5 % of 990 and 80 % of 10 flagged are 57.5, 2 of 10
// pass, which are 2,000 in a million; at 36 s a flag 0.575 hours.
TEST(OperatingRow, ByHand) {
  Requirements line;
  line.prevalence = 0.01;
  line.parts_per_shift = 1000.0;
  line.review_seconds_per_flag = 36.0;
  const OperatingPoint at = point_of(5, 100, 16, 20);
  const OperatingRow row = operating_row({"rule", false, at}, line);
  EXPECT_NEAR(row.flags_per_shift.value, 57.5, 1e-12);
  EXPECT_NEAR(row.escaped_ppm.value, 2000.0, 1e-9);
  EXPECT_NEAR(row.review_hours.value, 0.575, 1e-12);
  EXPECT_EQ(row.escapes.count, 4);
  EXPECT_NEAR(row.escapes.low, 1.0 - at.recall.high, 1e-15);
  EXPECT_NEAR(row.escaped_ppm.high, 1e4 * (1.0 - at.recall.low), 1e-9);
  EXPECT_NEAR(row.flags_per_shift.low,
              1000.0 * (0.01 * at.recall.low + 0.99 * at.false_positive_rate.low), 1e-9);
}

TEST(OperatingRow, WithoutThePlantsFiguresThereIsNone) {
  const OperatingRow row = operating_row({"rule", false, point_of(5, 100, 0, 0)}, {});
  EXPECT_TRUE(std::isnan(row.flags_per_shift.value));
  EXPECT_TRUE(std::isnan(row.escaped_ppm.value));
  Requirements line;
  line.parts_per_shift = 1000.0;
  EXPECT_NEAR(operating_row({"rule", false, point_of(5, 100, 0, 0)}, line).flags_per_shift.value,
              50.0, 1e-12);
}

std::vector<SizedDefect> areas(const std::vector<double>& values) {
  std::vector<SizedDefect> defects;
  for (const double area : values) {
    defects.push_back({"crack", area, area >= 4.0});
  }
  return defects;
}

TEST(RecallBySize, Terciles) {
  const std::vector<SizeRecall> sizes = recall_by_size(areas({9, 1, 8, 2, 7, 3, 6, 4, 5}));
  ASSERT_EQ(sizes.size(), 3U);
  EXPECT_EQ(sizes[0].size, "small");
  EXPECT_EQ(sizes[0].smallest, 1.0);
  EXPECT_EQ(sizes[0].largest, 3.0);
  EXPECT_EQ(sizes[0].recall.count, 0);
  EXPECT_EQ(sizes[1].size, "medium");
  EXPECT_EQ(sizes[1].recall.count, 3);
  EXPECT_EQ(sizes[2].size, "large");
  EXPECT_EQ(sizes[2].largest, 9.0);
}

TEST(RecallBySize, EqualAreasAreOfOneSize) {
  const std::vector<SizeRecall> sizes = recall_by_size(areas({1, 1, 1, 1, 5, 6}));
  ASSERT_EQ(sizes.size(), 2U);
  EXPECT_EQ(sizes[0].size, "small");
  EXPECT_EQ(sizes[0].recall.total, 4);
  EXPECT_EQ(sizes[1].size, "large");
  EXPECT_EQ(recall_by_size(areas({2, 2, 2})).at(0).size, "all");
  EXPECT_EQ(recall_by_size(areas({2})).size(), 1U);
  EXPECT_THAT(recall_by_size({}), IsEmpty());
  EXPECT_THROW(recall_by_size(areas({std::nan("")})), Error);
}

// numpy 1.24: quantile(1 … 1000, q, method='inverted_cdf'). scipy 1.10: the ranks are the smallest
// r with binom.cdf(r − 1, 1000, .99) >= .95 and the largest with binom.sf(r − 1, 1000, .99) >= .95.
TEST(Latency, QuantilesAndBounds) {
  std::vector<double> latencies(1000);
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    latencies[i] = static_cast<double>(1000 - i);
  }
  const LatencySummary summary = summarize_latencies(latencies, 0.95);
  EXPECT_EQ(summary.p50, 500.0);
  EXPECT_EQ(summary.p95, 950.0);
  EXPECT_EQ(summary.p99, 990.0);
  EXPECT_EQ(summary.p99_low, 985.0);
  EXPECT_EQ(summary.p99_high, 996.0);
}

TEST(Latency, TooFewMeasurementsHaveNoUpperBound) {
  EXPECT_TRUE(std::isnan(summarize_latencies(std::vector<double>(298, 1.0), 0.95).p99_high));
  EXPECT_EQ(summarize_latencies(std::vector<double>(299, 1.0), 0.95).p99_high, 1.0);
  EXPECT_EQ(summarize_latencies({}, 0.95).count, 0);
  EXPECT_TRUE(std::isnan(summarize_latencies({}, 0.95).p99));
  EXPECT_EQ(summarize_latencies(std::vector<double>{7.0}, 0.95).p99, 7.0);
  EXPECT_THROW(summarize_latencies(std::vector<double>{1.0, std::nan("")}, 0.95), Error);
}

Decision example() {
  Requirements requirements;
  requirements.max_fpr = 0.05;
  requirements.min_recall_per_defect = {{"default", 0.9}};
  requirements.takt_time_ms = 200.0;
  requirements.prevalence = 0.01;
  requirements.parts_per_shift = 1000.0;
  requirements.review_seconds_per_flag = 36.0;
  DecisionEvidence evidence = tested(0, 100, 25, 34);
  evidence.subject = "PatchCore on bottle";
  evidence.defects = {{"crack|small", make_rate(5, 14)}, {"hole", make_rate(20, 20)}};
  evidence.conditions = {{"light", "night", make_rate(0, 40)}};
  evidence.candidates = {{"max_f1", true, point_of(3, 100, 33, 34)}};
  evidence.sized_defects = areas({1, 2, 3, 4, 5, 6});
  evidence.latencies_ms.assign(500, 50.0);
  evidence.memory_mib = 812.0;
  return decide(requirements, evidence);
}

TEST(DecisionJson, SaysWhatTheDecisionSays) {
  const nlohmann::ordered_json json = to_json(example());
  EXPECT_EQ(json.at("verdict"), "no_go");
  EXPECT_EQ(json.at("requirements").at("min_recall_per_defect").at("default"), 0.9);
  EXPECT_FALSE(json.at("requirements").contains("min_recall"));
  EXPECT_EQ(json.at("results").size(), 4U);
  EXPECT_EQ(json.at("results").at(1).at("subject"), "crack|small");
  EXPECT_EQ(json.at("results").at(1).at("verdict"), "not_met");
  EXPECT_TRUE(json.at("results").at(0).at("further_needed").is_null());
  EXPECT_EQ(json.at("operating_points").at(0).at("chosen"), true);
  EXPECT_EQ(json.at("operating_points").at(1).at("oracle"), true);
  EXPECT_EQ(json.at("sizes").size(), 3U);
  EXPECT_EQ(json.at("latency_ms").at("p99"), 50.0);
  EXPECT_EQ(json.at("memory_mib"), 812.0);
}

TEST(DecisionMarkdown, IsThePage) {
  const std::string page = decision_markdown(example());
  EXPECT_THAT(page, HasSubstr("# Go/no-go: PatchCore on bottle"));
  EXPECT_THAT(page, HasSubstr("**No-go: min_recall_per_defect crack\\|small not met.**"));
  EXPECT_THAT(page, HasSubstr("| conformal (in use) | 0.5 | 0 % (0–3.62) | 0 of 100 |"));
  EXPECT_THAT(page, HasSubstr("| max_f1 (oracle) |"));
  EXPECT_THAT(page, HasSubstr("| crack\\|small | 35.7 %"));
  EXPECT_THAT(page, HasSubstr("| small | 1–2 |"));
  EXPECT_THAT(page, HasSubstr("| light = night |"));
  EXPECT_THAT(page, HasSubstr("| latency p99, ms | 50 | 25 % |"));
  EXPECT_THAT(page, HasSubstr("| memory, MiB | 812 |"));
}

TEST(DecisionMarkdown, LeavesOutWhatThereIsNot) {
  const std::string page = decision_markdown(decide({}, tested(0, 0, 0, 0)));
  EXPECT_THAT(page, HasSubstr("no requirement is stated"));
  EXPECT_THAT(page, Not(HasSubstr("## Requirements")));
  EXPECT_THAT(page, Not(HasSubstr("## Time and memory")));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace goodparts
