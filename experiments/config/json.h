// Node → JSON, order kept. Infinities and NaN, which JSON lacks, become the strings "inf", "-inf"
// and "nan".
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "experiments/config/node.h"

namespace goodparts::config {

nlohmann::ordered_json to_json(const Node& node);

}  // namespace goodparts::config
