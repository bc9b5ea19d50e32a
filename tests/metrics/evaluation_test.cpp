#include "metrics/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "tests/metrics/evaluation_fixture.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

double metric(const NamedValues& metrics, const std::string& name) {
  for (const auto& [key, value] : metrics) {
    if (key == name) {
      return value;
    }
  }
  throw std::out_of_range(name);
}

std::vector<std::string> names(const NamedValues& metrics) {
  std::vector<std::string> found;
  for (const auto& [name, value] : metrics) {
    found.push_back(name);
  }
  return found;
}

// Everything by hand, see the fixture. AUROC: of 24 pairs, 10 loses to 19 and 30, 25 to 30.
TEST(Evaluate, OneUnit) {
  const Evaluation evaluation = evaluate(testing::one_unit(), nullptr, {});
  ASSERT_EQ(evaluation.units.size(), 1);
  const UnitEvaluation& unit = evaluation.units[0];
  EXPECT_EQ(unit.name, "a");
  EXPECT_EQ(unit.good, 6);
  EXPECT_EQ(unit.anomalous, 4);
  EXPECT_EQ(unit.calibration, 19);
  EXPECT_THAT(names(unit.metrics),
              ElementsAre("sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr",
                          "sample_pg1", "sample_pg5", "sample_pb1", "sample_pb5"));
  EXPECT_DOUBLE_EQ(metric(unit.metrics, "sample_auroc"), 21.0 / 24.0);
  EXPECT_DOUBLE_EQ(metric(unit.metrics, "sample_ap"), (1.0 + 1.0 + 3.0 / 4.0 + 4.0 / 6.0) / 4.0);
  EXPECT_DOUBLE_EQ(metric(unit.metrics, "sample_f1_max"), 0.8);
  EXPECT_DOUBLE_EQ(metric(unit.metrics, "sample_fpr_at_95tpr"), 2.0 / 6.0);
  EXPECT_EQ(unit.choice.threshold, 19.0);
  EXPECT_EQ(unit.at_choice.tp, 3);
  EXPECT_EQ(unit.at_choice.fp, 1);  // the good score of 19 is not above the threshold
  EXPECT_EQ(unit.at_choice.tn, 5);
  EXPECT_EQ(unit.at_choice.fn, 1);
  EXPECT_EQ(unit.sweep.size(), 11);
  EXPECT_EQ(unit.roc.size(), 11);
  EXPECT_EQ(unit.precision_recall.size(), 11);
  EXPECT_TRUE(unit.pro.empty());
  EXPECT_EQ(unit.histogram.edges.size(), 61);
}

// F1 is 0.75 above 22 (3 of 4 caught, 1 false alarm) and 0.8 above 9 (all caught, 2 false alarms).
TEST(Evaluate, OracleIsTheBestF1OnTheTestLabels) {
  const UnitEvaluation unit = evaluate(testing::one_unit(), nullptr, {}).units[0];
  EXPECT_EQ(unit.oracle_f1.threshold, 9.0);
  EXPECT_EQ(unit.oracle_f1.tp, 4);
  EXPECT_EQ(unit.oracle_f1.fp, 2);
}

TEST(Evaluate, BreaksRatesDown) {
  const Evaluation evaluation = evaluate(testing::one_unit(), nullptr, {});
  const UnitEvaluation& unit = evaluation.units[0];
  ASSERT_EQ(unit.defects.size(), 2);
  EXPECT_EQ(unit.defects[0].defect, "hole");
  EXPECT_EQ(unit.defects[0].recall.count, 2);
  EXPECT_EQ(unit.defects[1].defect, "scratch");
  EXPECT_EQ(unit.defects[1].recall.count, 1);
  EXPECT_EQ(unit.defects[1].recall.total, 2);
  ASSERT_EQ(unit.conditions.size(), 5);
  EXPECT_EQ(unit.conditions[0].level, "day");
  EXPECT_EQ(unit.conditions[0].false_positive_rate.count, 0);
  EXPECT_EQ(unit.conditions[1].level, "night");
  EXPECT_EQ(unit.conditions[1].false_positive_rate.count, 1);
  EXPECT_EQ(unit.conditions[1].false_positive_rate.total, 3);
  EXPECT_EQ(unit.conditions[2].level, "[2, 6)");
  EXPECT_EQ(unit.conditions[3].level, "[6, 19)");
  EXPECT_EQ(unit.conditions[4].level, "[19, 30]");
  EXPECT_EQ(unit.conditions[4].false_positive_rate.count, 1);
  EXPECT_EQ(unit.conditions[4].false_positive_rate.total, 2);
}

TEST(Evaluate, OneUnitIsItsOwnPool) {
  const Evaluation evaluation = evaluate(testing::one_unit(), nullptr, {});
  EXPECT_TRUE(evaluation.has_choice);
  EXPECT_EQ(evaluation.at_choice.threshold, 19.0);
  EXPECT_EQ(evaluation.at_choice.tp, 3);
  EXPECT_EQ(evaluation.defects.size(), 2);
  EXPECT_EQ(evaluation.conditions.size(), 5);
  EXPECT_EQ(evaluation.metrics, evaluation.units[0].metrics);
  EXPECT_THAT(evaluation.notes, Not(Contains(HasSubstr("means over"))));
}

TEST(Evaluate, UnitsAreAveragedWhereDefinedAndPooledWhereThresholded) {
  const Evaluation evaluation = evaluate(testing::two_units(), testing::maps_of_a, {});
  ASSERT_EQ(evaluation.units.size(), 2);
  EXPECT_EQ(evaluation.units[1].name, "b");
  EXPECT_EQ(evaluation.units[1].good, 3);
  EXPECT_TRUE(std::isnan(metric(evaluation.units[1].metrics, "sample_auroc")));
  EXPECT_TRUE(std::isnan(evaluation.units[1].oracle_f1.threshold));
  EXPECT_TRUE(evaluation.units[1].roc.empty());
  EXPECT_FALSE(evaluation.units[1].choice.available);
  EXPECT_TRUE(evaluation.units[1].conditions.empty());
  EXPECT_FALSE(evaluation.has_choice);
  EXPECT_TRUE(std::isnan(evaluation.at_choice.threshold));
  EXPECT_EQ(evaluation.at_choice.false_positive_rate.total, 6);
  EXPECT_DOUBLE_EQ(metric(evaluation.metrics, "sample_auroc"), 21.0 / 24.0);
  EXPECT_THAT(
      evaluation.notes,
      Contains(
          "sample_auroc is defined in 1 of 2 units (it needs good and anomalous test samples)."));
  EXPECT_THAT(evaluation.notes, Contains("Metrics are means over 2 units; counts are pooled."));
  EXPECT_THAT(evaluation.notes, Contains(HasSubstr("1 of 2 units have no held-out good parts")));
}

TEST(Evaluate, MeansAndPoolsOfTwoWholeUnits) {
  ScoreTable table = testing::one_unit();
  const double shift = 1000.0;
  for (int i = 1; i <= 19; ++i) {
    testing::add_sample(table, "b", Split::kCalibration, 0, "good", shift + i, "day", 0);
  }
  testing::add_sample(table, "b", Split::kTest, 0, "good", shift, "day", 2);
  testing::add_sample(table, "b", Split::kTest, 1, "hole", shift + 100, "day", 2);
  const Evaluation evaluation = evaluate(table, nullptr, {});
  EXPECT_TRUE(evaluation.has_choice);
  EXPECT_DOUBLE_EQ(metric(evaluation.metrics, "sample_auroc"), (21.0 / 24.0 + 1.0) / 2.0);
  EXPECT_TRUE(std::isnan(evaluation.at_choice.threshold));
  EXPECT_EQ(evaluation.at_choice.tp, 4);
  EXPECT_EQ(evaluation.at_choice.fp, 1);  // with one threshold for both, unit b would drown unit a
  EXPECT_EQ(evaluation.at_choice.tn, 6);
  EXPECT_EQ(evaluation.defects[0].recall.count, 3);
  EXPECT_EQ(evaluation.defects[0].recall.total, 3);
}

TEST(Evaluate, PixelMetricsWhereThereAreMaps) {
  const Evaluation evaluation = evaluate(testing::two_units(), testing::maps_of_a, {});
  EXPECT_THAT(names(evaluation.metrics),
              ElementsAre("sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr",
                          "sample_pg1", "sample_pg5", "sample_pb1", "sample_pb5", "pixel_auroc",
                          "pixel_ap", "pixel_aupro_0.30", "pixel_aupro_0.05", "pixel_f1_max",
                          "pixel_segf1", "pixel_aupimo"));
  EXPECT_EQ(evaluation.units[0].metrics.size(), 15);
  EXPECT_EQ(evaluation.units[1].metrics.size(), 8);
  EXPECT_EQ(metric(evaluation.metrics, "pixel_f1_max"), 1.0);
  ASSERT_EQ(evaluation.units[0].sized_defects.size(), 1);
  EXPECT_EQ(evaluation.units[0].sized_defects[0].area, 2.0);
  EXPECT_EQ(evaluation.units[0].sized_defects[0].defect, "hole");
  EXPECT_EQ(metric(evaluation.metrics, "pixel_auroc"), 1.0);
  EXPECT_DOUBLE_EQ(metric(evaluation.metrics, "pixel_aupro_0.30"), 1.0);
  EXPECT_EQ(evaluation.units[0].pro.back().x, 0.30);
  EXPECT_THAT(evaluation.notes, Contains(HasSubstr("mvtec_ad")));
  EXPECT_THAT(evaluation.notes, Contains(HasSubstr("pixel_auroc is defined in 1 of 2 units")));
}

TEST(Evaluate, UnlabelledSamplesAreLeftOutAndNamed) {
  ScoreTable table = testing::one_unit();
  testing::add_sample(table, "a", Split::kTest, -1, "", 100.0, "day", 5);
  const Evaluation evaluation = evaluate(table, nullptr, {});
  const UnitEvaluation& unit = evaluation.units[0];
  EXPECT_EQ(unit.good + unit.anomalous, 10);
  EXPECT_DOUBLE_EQ(metric(unit.metrics, "sample_auroc"), 21.0 / 24.0);
  EXPECT_EQ(unit.at_choice.tp + unit.at_choice.fp, 4);
  EXPECT_EQ(unit.histogram.edges.back(), 100.0);
  EXPECT_THAT(evaluation.notes, Contains(HasSubstr("1 test sample has no label")));
}

TEST(Evaluate, CalibrationAloneStillGivesAThreshold) {
  ScoreTable table;
  for (int i = 1; i <= 19; ++i) {
    testing::add_sample(table, "a", Split::kCalibration, 0, "good", i, "", 0);
  }
  const Evaluation evaluation = evaluate(table, nullptr, {});
  EXPECT_EQ(evaluation.units[0].choice.threshold, 19.0);
  EXPECT_EQ(evaluation.units[0].good, 0);
  EXPECT_TRUE(evaluation.units[0].sweep.empty());
  EXPECT_TRUE(std::isnan(evaluation.at_choice.recall.value));
}

// 1 − 0.05^(1/3) = 0.632.
TEST(Evaluate, NoFalseAlarmIsNotReportedAsZero) {
  ScoreTable table;
  for (int i = 1; i <= 19; ++i) {
    testing::add_sample(table, "a", Split::kCalibration, 0, "good", i, "", 0);
  }
  for (int i = 1; i <= 3; ++i) {
    testing::add_sample(table, "a", Split::kTest, 0, "good", i, "", 0);
  }
  EXPECT_THAT(evaluate(table, nullptr, {}).notes,
              Contains(HasSubstr("No false alarm among 3 good test samples does not mean 0 %: it "
                                 "bounds the false positive rate at 63.2 %")));
}

TEST(Evaluate, SaysWhenSamplesAreNotIndependent) {
  ScoreTable table = testing::one_unit();
  EXPECT_THAT(evaluate(table, nullptr, {}).notes, Not(Contains(HasSubstr("groups"))));
  for (std::size_t row = 0; row < table.size(); ++row) {
    table.group[row] = row < 10 ? "lot 1" : "lot 2";
  }
  EXPECT_THAT(evaluate(table, nullptr, {}).notes,
              Contains(HasSubstr("29 samples come from only 2 groups")));
}

void expect_error(const ScoreTable& table, const EvaluationOptions& options, ErrorKind kind,
                  const std::string& part) {
  try {
    evaluate(table, nullptr, options);
    FAIL() << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

TEST(Evaluate, RejectsTablesThatDoNotFit) {
  expect_error({}, {}, ErrorKind::kData, "no samples");
  ScoreTable table = testing::one_unit();
  table.score[20] = std::nan("");
  expect_error(table, {}, ErrorKind::kData, "sample 'sample20' of unit 'a' has the score nan");
  table = testing::one_unit();
  table.label[20] = 2;
  expect_error(table, {}, ErrorKind::kData, "has the label 2");
  table = testing::one_unit();
  table.label[3] = 1;
  expect_error(table, {}, ErrorKind::kData, "sample 'sample3' of unit 'a' is labelled anomalous");
  table = testing::one_unit();
  table.defect.pop_back();
  expect_error(table, {}, ErrorKind::kData, "column 'defect' has 28 entries, but there are 29");
  table = testing::one_unit();
  table.conditions[1].numbers.pop_back();
  expect_error(table, {}, ErrorKind::kData, "column 'load'");
}

// Of unit b's scores .1, .2, .3 one lies above its limit; unit a has held-out parts, so that its
// limit does not count.
TEST(Evaluate, AUnitWithoutHeldOutPartsTakesTheMethodsLimit) {
  ScoreTable table = testing::two_units();
  table.control_limits = {{"a", 0.0}, {"b", 0.25}};
  const Evaluation evaluation = evaluate(table, {}, {});
  EXPECT_TRUE(evaluation.has_choice);
  EXPECT_EQ(evaluation.units[0].choice.threshold, 19.0);
  EXPECT_EQ(evaluation.units[1].choice.threshold, 0.25);
  EXPECT_EQ(evaluation.units[1].at_choice.fp, 1);
  EXPECT_EQ(evaluation.at_choice.fp, 2);
  EXPECT_EQ(evaluation.at_choice.tn, 7);
  EXPECT_THAT(evaluation.notes,
              Contains(HasSubstr("1 of 2 units have no held-out good parts; their "
                                 "threshold is the method's own control limit")));
  EXPECT_THAT(evaluation.notes, Not(Contains(HasSubstr("no threshold is chosen"))));
  table.control_limits["b"] = std::nan("");
  expect_error(table, {}, ErrorKind::kData, "control limit of unit 'b'");
}

TEST(Evaluate, RejectsOptionsThatDoNotFit) {
  const ScoreTable table = testing::one_unit();
  EvaluationOptions options;
  options.target_fpr = 1.5;
  expect_error(table, options, ErrorKind::kConfig, "target_fpr: 1.5");
  options = {};
  options.sweep_points = 3;
  expect_error(table, options, ErrorKind::kConfig, "sweep_points: 3");
  options = {};
  options.histogram_bins = 0;
  expect_error(table, options, ErrorKind::kConfig, "histogram_bins: 0");
  options = {};
  options.curve_points = 1;
  expect_error(table, options, ErrorKind::kConfig, "curve_points: 1");
}

TEST(Evaluate, NamesTheUnitOfABrokenMap) {
  const PixelSources broken = [](const std::string&) -> std::unique_ptr<TestMaps> {
    return std::make_unique<testing::Maps>(
        std::vector<PixelImage>{PixelImage{1, 1, {std::nanf("")}, {0}}},
        std::vector<std::size_t>{28});
  };
  try {
    evaluate(testing::one_unit(), broken, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr("unit 'a': image 0"));
  }
}

}  // namespace
}  // namespace goodparts
