#include "experiments/config/override_casts.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "experiments/config/number_text.h"
#include "experiments/config/override_lexer.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void cannot_cast(const Value& value, const std::string& name) {
  throw Error(ErrorKind::kConfig,
              fmt::format("cannot cast '{}' to {}",
                          value.is_sweep() ? "a sweep" : to_override_text(value), name));
}

Value int_of(const Value& value) {
  if (value.is<Text>()) {
    if (const auto parsed = parse_python_int(value.get<Text>().text); parsed.has_value()) {
      return Value{*parsed};
    }
  } else if (const std::optional<double> number = as_number(value); number.has_value()) {
    if (!value.is<double>()) {
      return value.is<bool>() ? Value{std::int64_t{value.get<bool>()}} : value;
    }
    if (std::abs(*number) < 9.2e18) {  // false for nan
      return Value{static_cast<std::int64_t>(*number)};
    }
  }
  cannot_cast(value, "int");
}

Value float_of(const Value& value) {
  if (value.is<Text>()) {
    if (const auto parsed = parse_python_float(value.get<Text>().text); parsed.has_value()) {
      return Value{*parsed};
    }
  } else if (const std::optional<double> number = as_number(value); number.has_value()) {
    return Value{*number};
  }
  cannot_cast(value, "float");
}

Value bool_of(const Value& value) {
  if (value.is<Text>()) {
    const std::string& text = value.get<Text>().text;
    if (equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false")) {
      return Value{equals_ignoring_case(text, "true")};
    }
    cannot_cast(value, "bool");
  }
  return Value{as_number(value).value_or(0.0) != 0.0};  // null is false
}

Value str_of(const Value& value) {
  if (value.is<Text>()) {
    return Value{Text{value.get<Text>().text}};
  }
  if (value.is<bool>()) {
    return Value{Text{value.get<bool>() ? "true" : "false"}};
  }
  if (!as_number(value).has_value()) {
    cannot_cast(value, "str");
  }
  return Value{Text{to_node(value).to_python_string()}};
}

std::string json_string(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// As Python's json.dumps writes it: a space after commas and colons, NaN and Infinity.
std::string json_text(const Value& value) {
  std::vector<std::string> parts;
  if (value.is<ValueList>()) {
    for (const Value& item : value.get<ValueList>()) {
      parts.push_back(json_text(item));
    }
    return fmt::format("[{}]", joined(parts, ", "));
  }
  if (value.is<ValueDict>()) {
    for (const auto& [key, item] : value.get<ValueDict>()) {
      const std::string name = key.is<Text>() ? key.get<Text>().text : json_text(key);
      parts.push_back(json_string(name) + ": " + json_text(item));
    }
    return fmt::format("{{{}}}", joined(parts, ", "));
  }
  if (value.is<Text>()) {
    return json_string(value.get<Text>().text);
  }
  if (value.is<double>() && !std::isfinite(value.get<double>())) {
    const double number = value.get<double>();
    return std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  }
  if (value.is<bool>()) {
    return value.get<bool>() ? "true" : "false";
  }
  return to_override_text(value);
}

Value scalar_of(const std::string& name, const Value& value) {
  if (name == "int") {
    return int_of(value);
  }
  if (name == "float") {
    return float_of(value);
  }
  return name == "bool" ? bool_of(value) : str_of(value);
}

std::vector<Value> cast_all(const std::string& name, std::vector<Value> values) {
  for (Value& value : values) {
    value = cast_value(name, value);
  }
  return values;
}

}  // namespace

Value cast_value(const std::string& name, const Value& value) {
  if (value.is<ChoiceSweep>()) {  // as in Hydra, a cast drops tags and shuffling
    const ChoiceSweep& sweep = value.get<ChoiceSweep>();
    return Value{ChoiceSweep{cast_all(name, sweep.list), sweep.simple_form, false, {}}};
  }
  if (value.is<RangeSweep>() && (name == "int" || name == "float")) {
    return Value{RangeSweep{cast_all(name, value.get<RangeSweep>().bounds), false, {}}};
  }
  if (value.is<IntervalSweep>() && (name == "int" || name == "float")) {
    const IntervalSweep& sweep = value.get<IntervalSweep>();
    return Value{IntervalSweep{cast_all(name, sweep.bounds), sweep.tags}};
  }
  if (value.is_sweep()) {
    cannot_cast(value, name);
  }
  if (name == "json_str") {
    return Value{Text{json_text(value)}};
  }
  if (value.is<ValueList>()) {
    return Value{cast_all(name, value.get<ValueList>())};
  }
  if (value.is<ValueDict>()) {
    ValueDict dict = value.get<ValueDict>();
    for (auto& [key, item] : dict) {
      item = cast_value(name, item);
    }
    return Value{std::move(dict)};
  }
  return scalar_of(name, value);
}

}  // namespace goodparts::config
