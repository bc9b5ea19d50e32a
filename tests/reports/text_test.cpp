#include "reports/text.h"

#include <gtest/gtest.h>

#include "tests/reports/records.h"

namespace goodparts {
namespace {

TEST(Text, PercentNeverRoundsToCertainty) {
  EXPECT_EQ(percent(0.0), "0 %");
  EXPECT_EQ(percent(1.0), "100 %");
  EXPECT_EQ(percent(0.139), "13.9 %");
  EXPECT_EQ(percent(0.0004), "0.04 %");
  EXPECT_EQ(percent(0.9997), "99.97 %");
  EXPECT_EQ(percent(kUndefined), "–");
}

TEST(Text, NumbersHaveSensibleDigits) {
  EXPECT_EQ(three_decimals(0.92944), "0.929");
  EXPECT_EQ(three_decimals(kUndefined), "–");
  EXPECT_EQ(three_digits(12.345), "12.3");
  EXPECT_EQ(three_digits(0.04567), "0.0457");
  EXPECT_EQ(three_digits(1834.2), "1834");
  EXPECT_EQ(three_digits(kUndefined), "–");
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Text, StatementForNoFalsePositiveGivesTheBoundThatIsLeftOpen) {
  OperatingPoint point;
  point.false_positive_rate = {0, 20, 0.0, 0.0, 0.168};
  // 1 − 0.05^(1/20) = 0.13911
  EXPECT_EQ(
      false_positive_statement(true, point),
      "0 of 20 good parts flagged: the true rate may be up to 13.9 % (one-sided 95 % bound).");
  point.false_positive_rate = {0, 1, 0.0, 0.0, 0.975};
  EXPECT_EQ(false_positive_statement(true, point),
            "0 of 1 good part flagged: the true rate may be up to 95.0 % (one-sided 95 % bound).");
}

TEST(Text, StatementForSomeFalsePositivesGivesTheInterval) {
  EXPECT_EQ(false_positive_statement(true, testing::image_record(0).evaluation.at_choice),
            "1 of 20 good parts flagged (5.0 %): the true rate may lie anywhere from 0.1 % to "
            "24.9 % (95 % interval).");
}

TEST(Text, StatementSaysWhenNothingCanBeSaid) {
  const OperatingPoint nothing;
  EXPECT_EQ(false_positive_statement(true, nothing),
            "The test set holds no good part, so it says nothing about false positives.");
  EXPECT_NE(false_positive_statement(false, nothing).find("oracle"), std::string::npos);
}

}  // namespace
}  // namespace goodparts
