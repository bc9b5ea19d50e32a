// A comparison for other programs. NaN is written as null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/comparison/comparison.h"

namespace goodparts {

nlohmann::ordered_json to_json(const Comparison& comparison);

}  // namespace goodparts
