#include "metrics/evaluation_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "kernels/base/error.h"
#include "tests/metrics/evaluation_fixture.h"

namespace goodparts {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

Evaluation sample() { return evaluate(testing::two_units(), testing::maps_of_a, {}); }

json written(const Evaluation& evaluation) { return json::parse(to_json(evaluation).dump()); }

TEST(EvaluationJson, SurvivesTheRoundTripThroughText) {
  const Evaluation before = sample();
  const Evaluation after = evaluation_from_json(written(before));
  EXPECT_EQ(to_json(after).dump(), to_json(before).dump());
  ASSERT_EQ(after.units.size(), 2);
  EXPECT_EQ(after.units[0].choice.note, before.units[0].choice.note);
  EXPECT_EQ(after.units[0].sweep.size(), 11);
  EXPECT_EQ(after.notes, before.notes);
}

TEST(EvaluationJson, KeepsEveryBitOfADouble) {
  Evaluation before;
  for (const double value :
       {0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789}) {
    before.units.emplace_back().choice.threshold = value;
  }
  const Evaluation after = evaluation_from_json(written(before));
  for (std::size_t i = 0; i < before.units.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(after.units[i].choice.threshold),
              std::bit_cast<std::uint64_t>(before.units[i].choice.threshold));
  }
}

TEST(EvaluationJson, NanIsNull) {
  const json value = written(sample());
  EXPECT_TRUE(value.at("units").at(1).at("metrics").at("sample_auroc").is_null());
  EXPECT_TRUE(std::isnan(evaluation_from_json(value).units[1].metrics.at(0).second));
}

TEST(EvaluationJson, MetricsAreAnObjectInReportingOrder) {
  const nlohmann::ordered_json value = to_json(sample());
  EXPECT_EQ(value.at("metrics").begin().key(), "sample_auroc");
  EXPECT_EQ(value.at("metrics").at("sample_auroc"), 21.0 / 24.0);
  NamedValues metrics = sample().metrics;
  Evaluation evaluation;
  metrics.emplace_back("another", 1.0);
  evaluation.metrics = metrics;
  const NamedValues read = evaluation_from_json(written(evaluation)).metrics;
  ASSERT_EQ(read.size(), metrics.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].first, metrics[i].first);
  }
}

// One unit: tp 3, fn 1, fp 1, tn 5.
TEST(EvaluationJson, PooledCountsStandBesideTheMetrics) {
  const Evaluation evaluation = evaluate(testing::one_unit(), {}, {});
  const nlohmann::ordered_json metrics = metrics_json(evaluation);
  EXPECT_EQ(metrics.begin().key(), "sample_auroc");
  EXPECT_EQ(metrics.at("tp").dump(), "3");
  EXPECT_EQ(metrics.at("fn").dump(), "1");
  EXPECT_EQ(metrics.at("fp").dump(), "1");
  EXPECT_EQ(metrics.at("tn").dump(), "5");
  EXPECT_DOUBLE_EQ(metrics.at("far"), 1.0 / 6.0);
  EXPECT_DOUBLE_EQ(metrics.at("mar"), 1.0 / 4.0);
  EXPECT_DOUBLE_EQ(metrics.at("f1"), 6.0 / 8.0);
  json whole = written(evaluation);
  whole["metrics"] = json::parse(metrics.dump());
  EXPECT_EQ(evaluation_from_json(whole).metrics, evaluation.metrics) << "counts are no metrics";
}

TEST(EvaluationJson, WithoutThresholdThereAreNoCounts) {
  EXPECT_EQ(metrics_json(sample()), to_json(sample()).at("metrics")) << "unit b has none";
}

TEST(EvaluationJson, CurvesAreArraysOfTriples) {
  const json roc = written(sample()).at("units").at(0).at("roc");
  EXPECT_EQ(roc.at(0), json::parse("[0.0, 0.0, 50.0]"));
  EXPECT_EQ(roc.at(1), json::parse("[0.0, 0.25, 45.0]"));
}

void expect_error(const json& value, const std::string& part) {
  try {
    evaluation_from_json(value);
    FAIL() << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

TEST(EvaluationJson, NamesTheFieldThatIsMissing) {
  json value = written(sample());
  value["units"][1]["choice"].erase("threshold");
  expect_error(value, "'units[1].choice.threshold' is missing");
  value = written(sample());
  value.erase("notes");
  expect_error(value, "'notes' is missing");
}

TEST(EvaluationJson, NamesTheFieldOfAnotherType) {
  json value = written(sample());
  value["units"][0]["good"] = "six";
  expect_error(value, "'units[0].good' must be an integer, but is string");
  value = written(sample());
  value["units"][0]["roc"][2] = json::array({1.0, 2.0});
  expect_error(value, "'units[0].roc[2]' must be an array of three numbers");
  value = written(sample());
  value["units"][0]["choice"]["available"] = 1;
  expect_error(value, "'units[0].choice.available' must be true or false");
  value = written(sample());
  value["metrics"]["sample_ap"] = "high";
  expect_error(value, "'metrics.sample_ap' must be a number or null");
  expect_error(json::array(), "must be an object");
}

TEST(EvaluationJson, IgnoresFieldsThatAreNotKnown) {
  json value = written(sample());
  value["written_by_a_later_version"] = 1;
  EXPECT_EQ(evaluation_from_json(value).units.size(), 2);
}

}  // namespace
}  // namespace goodparts
