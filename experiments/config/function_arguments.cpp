#include "experiments/config/function_arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

}  // namespace

FunctionArguments::FunctionArguments(const FunctionCall& call,
                                     const std::vector<std::string>& parameters, bool variadic) {
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
      fail(fmt::format("has no argument '{}'; there are: {}", name, joined(parameters, ", ")));
    }
    if (!named_.emplace(name, value).second) {
      fail(fmt::format("the argument '{}' is given twice", name));
    }
  }
}

const Value* FunctionArguments::named(const std::string& name) const {
  const auto found = named_.find(name);
  return found == named_.end() ? nullptr : &found->second;
}

const Value& FunctionArguments::number(const std::string& name) const {
  const Value* value = named(name);
  if (value == nullptr) {
    fail(fmt::format("the argument '{}' is missing", name));
  }
  if (value->is<bool>() || !as_number(*value).has_value()) {
    fail(fmt::format("the argument '{}' is no number", name));
  }
  return *value;
}

Value simple_choice(std::vector<Value> values) {
  for (const Value& value : values) {
    if (value.is_sweep()) {
      fail("a sweep cannot be a value of another sweep");
    }
  }
  return Value{ChoiceSweep{std::move(values), true, false, {}}};
}

}  // namespace goodparts::config
