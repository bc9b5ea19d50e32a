#include "experiments/config/replay.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "experiments/config/override_functions.h"
#include "experiments/config/override_parser.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using Json = nlohmann::json;

Json to_json(const Value& value);

Json list_json(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) {
    list.push_back(to_json(value));
  }
  return list;
}

Json dict_json(const ValueDict& dict) {
  Json list = Json::array();
  for (const auto& [key, value] : dict) {
    list.push_back(Json::array({to_json(key), to_json(value)}));
  }
  return list;
}

Json text_json(const Text& text) {
  if (text.quote == 0) {
    return {{"t", "str"}, {"v", text.text}};
  }
  return {{"t", "qstr"}, {"v", text.text}, {"q", text.quote == '"' ? "double" : "single"}};
}

Json sweep_json(const Value& value) {
  if (value.is<ChoiceSweep>()) {
    const ChoiceSweep& sweep = value.get<ChoiceSweep>();
    return {{"t", "choice"},
            {"list", list_json(sweep.list)},
            {"simple_form", sweep.simple_form},
            {"shuffle", sweep.shuffle},
            {"tags", sweep.tags}};
  }
  if (value.is<RangeSweep>()) {
    const RangeSweep& sweep = value.get<RangeSweep>();
    return {{"t", "range"},
            {"start", to_json(sweep.bounds[0])},
            {"stop", to_json(sweep.bounds[1])},
            {"step", to_json(sweep.bounds[2])},
            {"shuffle", sweep.shuffle},
            {"tags", sweep.tags}};
  }
  if (value.is<IntervalSweep>()) {
    const IntervalSweep& sweep = value.get<IntervalSweep>();
    return {{"t", "interval"},
            {"start", to_json(sweep.bounds[0])},
            {"end", to_json(sweep.bounds[1])},
            {"tags", sweep.tags}};
  }
  const Glob& glob = value.get<Glob>();
  return {{"t", "glob"}, {"include", glob.include}, {"exclude", glob.exclude}};
}

// Numbers are text, because JSON has no inf and no difference between 1 and 1.0.
Json to_json(const Value& value) {
  if (value.is_sweep()) {
    return sweep_json(value);
  }
  if (value.is<std::monostate>()) {
    return {{"t", "null"}};
  }
  if (value.is<bool>()) {
    return {{"t", "bool"}, {"v", value.get<bool>()}};
  }
  if (value.is<Text>()) {
    return text_json(value.get<Text>());
  }
  if (value.is<ValueList>()) {
    return {{"t", "list"}, {"v", list_json(value.get<ValueList>())}};
  }
  if (value.is<ValueDict>()) {
    return {{"t", "dict"}, {"v", dict_json(value.get<ValueDict>())}};
  }
  return {{"t", value.is<double>() ? "float" : "int"}, {"v", to_node(value).to_python_string()}};
}

const char* value_type(const Value& value) {
  if (value.is<ChoiceSweep>()) {
    return value.get<ChoiceSweep>().simple_form ? "SIMPLE_CHOICE_SWEEP" : "CHOICE_SWEEP";
  }
  return value.is<RangeSweep>()      ? "RANGE_SWEEP"
         : value.is<IntervalSweep>() ? "INTERVAL_SWEEP"
         : value.is<Glob>()          ? "GLOB_CHOICE_SWEEP"
                                     : "ELEMENT";
}

Json override_json(const Override& override) {
  static constexpr const char* kOperations[] = {"CHANGE", "ADD", "FORCE_ADD", "DEL"};
  Json result = {
      {"t", "override"},
      {"op", kOperations[static_cast<int>(override.kind)]},
      {"key_or_group", override.key.key_or_group},
      {"package", override.key.package.has_value() ? Json(*override.key.package) : Json()},
      {"value_type", nullptr},
      {"value", {{"t", "null"}}},
      {"key_element", override.key_element()}};
  if (override.value.has_value()) {
    result["value_type"] = value_type(*override.value);
    result["value"] = to_json(*override.value);
    if (!override.is_sweep()) {
      result["value_str"] = to_override_text(*override.value);
    }
  }
  return result;
}

Json key_json(const OverrideKey& key) {
  return {{"t", "key"},
          {"key_or_group", key.key_or_group},
          {"package", key.package.has_value() ? Json(*key.package) : Json()}};
}

Json answer(Json result, const Value* value) {
  Json line = {{"ok", true}, {"result", std::move(result)}};
  if (value != nullptr && (value->is<ChoiceSweep>() || value->is<RangeSweep>())) {
    Json expanded = Json::array();
    for (const Value& item : sweep_values(*value)) {
      expanded.push_back(to_override_text(item));
    }
    line["expanded"] = std::move(expanded);
  }
  return line;
}

using ValueRule = Value (*)(std::string_view);
using StringRule = std::string (*)(std::string_view);

constexpr std::pair<const char*, ValueRule> kValueRules[] = {
    {"dictContainer", parse_dict},  {"element", parse_element},
    {"function", parse_function},   {"listContainer", parse_list},
    {"primitive", parse_primitive}, {"simpleChoiceSweep", parse_simple_choice},
    {"value", parse_value},
};
constexpr std::pair<const char*, StringRule> kStringRules[] = {
    {"package", parse_package},
    {"packageOrGroup", parse_package_or_group},
};

Json evaluate(const std::string& rule, const std::string& input) {
  for (const auto& [name, parse] : kValueRules) {
    if (rule == name) {
      const Value value = parse(input);
      return answer(to_json(value), &value);
    }
  }
  for (const auto& [name, parse] : kStringRules) {
    if (rule == name) {
      return answer({{"t", "str"}, {"v", parse(input)}}, nullptr);
    }
  }
  if (rule == "key") {
    return answer(key_json(parse_key(input)), nullptr);
  }
  const Override override = parse_override(input);
  return answer(override_json(override), override.value.has_value() ? &*override.value : nullptr);
}

}  // namespace

nlohmann::json parse_rule(const std::string& rule, const std::string& input) {
  std::vector<std::string> rules = {"key", "override"};
  for (const auto& [name, parse] : kValueRules) {
    rules.emplace_back(name);
  }
  for (const auto& [name, parse] : kStringRules) {
    rules.emplace_back(name);
  }
  require_one_of("rule", rule, rules);
  try {
    return evaluate(rule, input);
  } catch (const Error& error) {
    return {{"ok", false}, {"error", "HydraException"}, {"message", error.what()}};
  }
}

}  // namespace goodparts::config
