// int(), float(), bool(), str() and json_str() of the override grammar, with Python's rules for
// what converts to what. Lists, dicts, choices, ranges and intervals are cast element by element.
#pragma once

#include <string>

#include "experiments/config/override_value.h"

namespace goodparts::config {

// `name`: int, float, bool, str or json_str. Throws Error(kConfig).
Value cast_value(const std::string& name, const Value& value);

}  // namespace goodparts::config
