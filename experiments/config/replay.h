// The override grammar, one rule at a time, in JSON: what `goodparts config parse RULE` prints, and
// how recorded vectors of Hydra are replayed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace goodparts::config {

// `rule`: override, value, element, primitive, key, package, packageOrGroup, listContainer,
// dictContainer, simpleChoiceSweep or function. {"ok": true, "result": typed tree} with "expanded",
// the values as override text, where the input is a sweep that can be enumerated; {"ok": false,
// "error": "HydraException", "message": …} otherwise. Throws Error(kConfig) if there is no such
// rule.
nlohmann::json parse_rule(const std::string& rule, const std::string& input);

}  // namespace goodparts::config
