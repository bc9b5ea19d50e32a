// How the values that metrics share are written as JSON: NaN, which means "not defined here", as
// null.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "metrics/evaluation.h"

namespace goodparts {

inline nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

template <class T>
nlohmann::ordered_json json_optional(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

inline nlohmann::ordered_json json_rate(const Rate& rate) {
  return {{"count", rate.count},
          {"total", rate.total},
          {"value", json_number(rate.value)},
          {"low", json_number(rate.low)},
          {"high", json_number(rate.high)}};
}

inline nlohmann::ordered_json json_operating_point(const OperatingPoint& point) {
  return {{"threshold", json_number(point.threshold)},
          {"tp", point.tp},
          {"fp", point.fp},
          {"tn", point.tn},
          {"fn", point.fn},
          {"recall", json_rate(point.recall)},
          {"false_positive_rate", json_rate(point.false_positive_rate)},
          {"precision", json_rate(point.precision)}};
}

}  // namespace goodparts
