#include "experiments/config/override_order.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/config/function_arguments.h"
#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

// The one argument of shuffle() and sort(), by position or name; nullptr if there are several or
// none.
const Value* single_argument(FunctionArguments& arguments) {
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

}  // namespace

Value call_shuffle(const FunctionCall& call) {
  FunctionArguments arguments(call, {"sweep", "list"}, true);
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

Value call_sort(const FunctionCall& call) {
  FunctionArguments arguments(call, {"sweep", "list", "reverse"}, true);
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

void shuffle_values(std::vector<Value>& values) {
  Rng rng(0, "config.shuffle", values.size());
  rng.shuffle(std::span<Value>(values));
}

}  // namespace goodparts::config
