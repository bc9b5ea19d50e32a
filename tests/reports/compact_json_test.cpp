#include "reports/html/compact_json.h"

#include <gtest/gtest.h>

#include <cmath>

namespace goodparts {
namespace {

using Json = nlohmann::ordered_json;

TEST(CompactJson, RoundsNumbersButKeepsThresholdsAndIntegers) {
  const Json value = {{"p", 0.123456789}, {"threshold", 0.123456789}, {"n", 123456789}};
  EXPECT_EQ(compact_json(value),
            Json({{"p", 0.123457}, {"threshold", 0.123456789}, {"n", 123456789}}));
}

TEST(CompactJson, RatesBecomeLists) {
  const Json rate = {
      {"count", 1}, {"total", 3}, {"value", 1.0 / 3.0}, {"low", 0.0}, {"high", nullptr}};
  EXPECT_EQ(compact_json({{"recall", rate}}),
            Json({{"recall", Json::array({1, 3, 0.0, nullptr})}}));
}

TEST(CompactJson, ObjectsLikeRatesStayObjects) {
  const Json span = {{"value", 1.0}, {"low", 0.5}, {"high", 2.0}};
  EXPECT_EQ(compact_json(span), span);
  const Json more = {{"count", 1}, {"total", 3},  {"value", 1.0},
                     {"low", 0.0}, {"high", 1.0}, {"unit", "s"}};
  EXPECT_EQ(compact_json(more), more);
}

TEST(CompactJson, WhatIsNoNumberStays) {
  const Json value = Json::array({nullptr, "0.123456789", true, Json::object(), Json::array()});
  EXPECT_EQ(compact_json(value), value);
}

TEST(CompactJson, Rounded) {
  EXPECT_EQ(rounded(0.0123456, 3), 0.0123);
  EXPECT_TRUE(std::isnan(rounded(std::nan(""), 3)));
}

}  // namespace
}  // namespace goodparts
