// The functions of Hydra's override grammar: bool, choice, float, glob, int, interval, json_str,
// range, shuffle, sort, str and tag. https://hydra.cc/docs/1.3/advanced/override_grammar/extended/
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/config/override_value.h"

namespace goodparts::config {

struct FunctionCall {
  std::string name;
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

// Throws Error(kConfig): an unknown function (with the nearest), arguments that do not fit, a value
// that cannot be cast.
Value call_function(const FunctionCall& call);

// The values of a sweep that can be enumerated (choice and range), shuffled where it says so.
// Throws Error(kConfig) for other values and for a range that steps by 0.
std::vector<Value> sweep_values(const Value& sweep);

}  // namespace goodparts::config
