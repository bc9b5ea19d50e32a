#include "experiments/config/override_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "experiments/config/function_arguments.h"
#include "experiments/config/override_casts.h"
#include "experiments/config/override_order.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

Value cast(const FunctionCall& call) {
  FunctionArguments arguments(call, {"value"}, true);
  std::vector<Value>& values = arguments.positional();
  const Value* named = arguments.named("value");
  if (named != nullptr && !values.empty()) {
    fail("takes the value either by position or by name");
  }
  if (named != nullptr) {
    values.push_back(*named);
  }
  if (values.empty()) {
    fail("wants a value");
  }
  return cast_value(call.name,
                    values.size() == 1 ? values.front() : simple_choice(std::move(values)));
}

Value choice(const FunctionCall& call) {
  std::vector<Value> values = FunctionArguments(call, {}, true).positional();
  if (values.empty()) {
    fail("wants at least one value");
  }
  if (values.size() == 1 && values.front().is<ChoiceSweep>()) {
    ChoiceSweep sweep = values.front().get<ChoiceSweep>();
    if (!sweep.simple_form) {
      fail("a choice cannot be nested in a choice");
    }
    sweep.simple_form = false;
    return Value{std::move(sweep)};
  }
  for (const Value& value : values) {
    if (value.is<std::monostate>() || value.is_sweep()) {
      fail("takes strings, numbers, bools, lists and dicts");
    }
  }
  return Value{ChoiceSweep{std::move(values), false, false, {}}};
}

Value range(const FunctionCall& call) {
  const FunctionArguments arguments(call, {"start", "stop", "step"}, false);
  const Value* stop = arguments.named("stop");
  const bool has_stop = stop != nullptr && !stop->is<std::monostate>();
  const Value step =
      arguments.named("step") != nullptr ? arguments.number("step") : Value{std::int64_t{1}};
  if (!has_stop) {  // range(n) counts from 0 to n
    return Value{RangeSweep{{Value{std::int64_t{0}}, arguments.number("start"), step}, false, {}}};
  }
  return Value{RangeSweep{{arguments.number("start"), arguments.number("stop"), step}, false, {}}};
}

Value interval(const FunctionCall& call) {
  const FunctionArguments arguments(call, {"start", "end"}, false);
  return Value{IntervalSweep{
      {Value{*as_number(arguments.number("start"))}, Value{*as_number(arguments.number("end"))}},
      {}}};
}

std::vector<std::string> patterns(const Value& value) {
  const std::vector<Value> items =
      value.is<ValueList>() ? value.get<ValueList>() : std::vector<Value>{value};
  std::vector<std::string> result;
  for (const Value& item : items) {
    if (!item.is<Text>()) {
      fail("takes patterns such as 'res*', or lists of them");
    }
    result.push_back(item.get<Text>().text);
  }
  return result;
}

Value glob(const FunctionCall& call) {
  const FunctionArguments arguments(call, {"include", "exclude"}, false);
  const Value* include = arguments.named("include");
  const Value* exclude = arguments.named("exclude");
  if (include == nullptr) {
    fail("the argument 'include' is missing");
  }
  const bool excludes = exclude != nullptr && !exclude->is<std::monostate>();
  return Value{
      Glob{patterns(*include), excludes ? patterns(*exclude) : std::vector<std::string>{}}};
}

Value tag(const FunctionCall& call) {
  FunctionArguments arguments(call, {"sweep"}, true);
  std::vector<Value>& values = arguments.positional();
  if (values.empty()) {
    fail("wants tags and a sweep");
  }
  if (const Value* sweep = arguments.named("sweep"); sweep != nullptr) {
    values.push_back(*sweep);
  }
  Value sweep = values.back();
  values.pop_back();
  std::set<std::string> tags;
  for (const Value& value : values) {
    if (!value.is<Text>()) {
      fail("tags are strings");
    }
    tags.insert(value.get<Text>().text);
  }
  if (sweep.is<ChoiceSweep>()) {
    sweep.get<ChoiceSweep>().tags = tags;
  } else if (sweep.is<RangeSweep>()) {
    sweep.get<RangeSweep>().tags = tags;
  } else if (sweep.is<IntervalSweep>()) {
    sweep.get<IntervalSweep>().tags = tags;
  } else {
    fail("the last argument is a choice(), range() or interval()");
  }
  return sweep;
}

using Function = Value (*)(const FunctionCall&);

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> kFunctions = {
      {"bool", cast},      {"choice", choice}, {"float", cast},
      {"glob", glob},      {"int", cast},      {"interval", interval},
      {"json_str", cast},  {"range", range},   {"shuffle", call_shuffle},
      {"sort", call_sort}, {"str", cast},      {"tag", tag},
  };
  return kFunctions;
}

void unquote(Value& value) {
  if (value.is<Text>()) {
    value.get<Text>().quote = 0;
  }
}

}  // namespace

Value call_function(const FunctionCall& call) {
  const auto found = functions().find(call.name);
  if (found == functions().end()) {
    std::vector<std::string> names;
    for (const auto& [name, function] : functions()) {
      names.push_back(name);
    }
    const std::string near = nearest_match(call.name, names);
    fail(fmt::format("unknown function '{}'; there are: {}{}", call.name, joined(names, ", "),
                     near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  FunctionCall unquoted = call;  // a quote only protects its text from the grammar
  std::for_each(unquoted.positional.begin(), unquoted.positional.end(), unquote);
  for (auto& [name, value] : unquoted.named) {
    unquote(value);
  }
  try {
    return found->second(unquoted);
  } catch (const Error& error) {
    fail(fmt::format("{}(): {}", call.name, error.what()));
  }
}

}  // namespace goodparts::config
