// The decision for other programs. NaN is written as null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/decision/decision.h"

namespace goodparts {

nlohmann::ordered_json to_json(const Decision& decision);
// Only what is asked for.
nlohmann::ordered_json to_json(const Requirements& requirements);

}  // namespace goodparts
