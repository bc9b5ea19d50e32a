#include "experiments/config/override_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "experiments/config/join.h"
#include "experiments/config/override_casts.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

// Arguments by name, as Python binds them to the parameters of a function.
class Arguments {
 public:
  // `variadic`: positional arguments are kept apart, `parameters` can only be given by name.
  Arguments(const FunctionCall& call, const std::vector<std::string>& parameters, bool variadic) {
    if (variadic) {
      positional_ = call.positional;
    } else if (call.positional.size() > parameters.size()) {
      fail(fmt::format("takes {} arguments, got {}", parameters.size(), call.positional.size()));
    } else {
      for (std::size_t i = 0; i < call.positional.size(); ++i) {
        named_[parameters[i]] = call.positional[i];
      }
    }
    for (const auto& [name, value] : call.named) {
      if (std::find(parameters.begin(), parameters.end(), name) == parameters.end()) {
        fail(fmt::format("has no argument '{}'; there are: {}", name, join(parameters, ", ")));
      }
      if (!named_.emplace(name, value).second) {
        fail(fmt::format("the argument '{}' is given twice", name));
      }
    }
  }

  std::vector<Value>& positional() { return positional_; }
  const Value* named(const std::string& name) const {
    const auto found = named_.find(name);
    return found == named_.end() ? nullptr : &found->second;
  }
  const Value& number(const std::string& name) const {
    const Value* value = named(name);
    if (value == nullptr) {
      fail(fmt::format("the argument '{}' is missing", name));
    }
    if (value->is<bool>() || !as_number(*value).has_value()) {
      fail(fmt::format("the argument '{}' is no number", name));
    }
    return *value;
  }

 private:
  std::vector<Value> positional_;
  std::map<std::string, Value> named_;
};

Value simple_choice(std::vector<Value> values) {
  for (const Value& value : values) {
    if (value.is_sweep()) {
      fail("a sweep cannot be a value of another sweep");
    }
  }
  return Value{ChoiceSweep{std::move(values), true, false, {}}};
}

Value cast(const FunctionCall& call) {
  Arguments arguments(call, {"value"}, true);
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
  std::vector<Value> values = Arguments(call, {}, true).positional();
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
  const Arguments arguments(call, {"start", "stop", "step"}, false);
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
  const Arguments arguments(call, {"start", "end"}, false);
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
  const Arguments arguments(call, {"include", "exclude"}, false);
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
  Arguments arguments(call, {"sweep"}, true);
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

// The one argument of shuffle() and sort(), by position or name; nullptr if there are several or
// none.
const Value* single_argument(Arguments& arguments) {
  if (const Value* list = arguments.named("list"); list != nullptr) {
    if (!list->is<ValueList>()) {
      fail("the argument 'list' is no list");
    }
    return list;
  }
  if (const Value* sweep = arguments.named("sweep"); sweep != nullptr) {
    if (!sweep->is<ChoiceSweep>() && !sweep->is<RangeSweep>()) {
      fail("the argument 'sweep' is no choice() or range()");
    }
    return sweep;
  }
  for (const Value& value : arguments.positional()) {
    if (value.is<std::monostate>() || value.is<IntervalSweep>() || value.is<Glob>()) {
      fail("takes values, a list, a choice() or a range()");
    }
  }
  return arguments.positional().size() == 1 ? &arguments.positional().front() : nullptr;
}

Value shuffle(const FunctionCall& call) {
  Arguments arguments(call, {"sweep", "list"}, true);
  const Value* single = single_argument(arguments);
  Value result = single != nullptr ? *single : simple_choice(arguments.positional());
  if (result.is<ChoiceSweep>()) {
    result.get<ChoiceSweep>().shuffle = true;
  } else if (result.is<RangeSweep>()) {
    result.get<RangeSweep>().shuffle = true;
  } else if (result.is<ValueList>()) {
    shuffle_values(result.get<ValueList>());
  } else {
    return Value{ValueList{result}};
  }
  return result;
}

// Python's <, which compares numbers with numbers, unquoted strings with strings and lists with
// lists.
bool less(const Value& a, const Value& b) {
  const std::optional<double> x = as_number(a);
  const std::optional<double> y = as_number(b);
  if (a.is<std::int64_t>() && b.is<std::int64_t>()) {
    return a.get<std::int64_t>() < b.get<std::int64_t>();
  }
  if (x.has_value() && y.has_value()) {
    return *x < *y;
  }
  if (a.is<Text>() && b.is<Text>() && a.get<Text>().quote == 0 && b.get<Text>().quote == 0) {
    return a.get<Text>().text < b.get<Text>().text;
  }
  if (a.is<ValueList>() && b.is<ValueList>()) {
    const ValueList& left = a.get<ValueList>();
    const ValueList& right = b.get<ValueList>();
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), less);
  }
  fail(fmt::format("'{}' and '{}' cannot be compared", to_override_text(a), to_override_text(b)));
}

// Stable in both directions, as Python sorts.
void sort_values(std::vector<Value>& values, bool reverse) {
  std::stable_sort(values.begin(), values.end(), [&](const Value& a, const Value& b) {
    return reverse ? less(b, a) : less(a, b);
  });
}

Value difference(const Value& a, const Value& b) {
  if (a.is<std::int64_t>() && b.is<std::int64_t>()) {
    return Value{a.get<std::int64_t>() - b.get<std::int64_t>()};
  }
  return Value{*as_number(a) - *as_number(b)};
}

// The same numbers the other way round, where their order is not the one asked for.
void sort_range(RangeSweep& sweep, bool reverse) {
  if ((*as_number(sweep.bounds[2]) > 0) != reverse) {
    return;
  }
  const std::vector<Value> values = sweep_values(Value{RangeSweep{sweep.bounds, false, {}}});
  if (values.size() > 1) {
    const Value stop = difference(sweep.bounds[0], sweep.bounds[2]);
    sweep.bounds = {values.back(), stop, difference(Value{std::int64_t{0}}, sweep.bounds[2])};
  }
}

Value sort(const FunctionCall& call) {
  Arguments arguments(call, {"sweep", "list", "reverse"}, true);
  const Value* reverse_argument = arguments.named("reverse");
  if (reverse_argument != nullptr && !reverse_argument->is<bool>()) {
    fail("the argument 'reverse' is true or false");
  }
  const bool reverse = reverse_argument != nullptr && reverse_argument->get<bool>();
  const Value* single = single_argument(arguments);
  if (single == nullptr && arguments.positional().empty()) {
    fail("wants something to sort");
  }
  Value result = single != nullptr ? *single : simple_choice(arguments.positional());
  if (single == nullptr) {
    for (const Value& value : result.get<ChoiceSweep>().list) {
      if (!value.is<Text>() && !as_number(value).has_value()) {
        fail("sorts strings or numbers; write a list to sort lists");
      }
    }
  }
  if (result.is<ChoiceSweep>()) {
    sort_values(result.get<ChoiceSweep>().list, reverse);
  } else if (result.is<ValueList>()) {
    sort_values(result.get<ValueList>(), reverse);
  } else if (result.is<RangeSweep>()) {
    sort_range(result.get<RangeSweep>(), reverse);
  }
  return result;
}

using Function = Value (*)(const FunctionCall&);

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> kFunctions = {
      {"bool", cast},       {"choice", choice},     {"float", cast},    {"glob", glob},
      {"int", cast},        {"interval", interval}, {"json_str", cast}, {"range", range},
      {"shuffle", shuffle}, {"sort", sort},         {"str", cast},      {"tag", tag},
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
    fail(fmt::format("unknown function '{}'; there are: {}{}", call.name, join(names, ", "),
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

void shuffle_values(std::vector<Value>& values) {
  Rng rng(0, "config.shuffle", values.size());
  rng.shuffle(std::span<Value>(values));
}

}  // namespace goodparts::config
