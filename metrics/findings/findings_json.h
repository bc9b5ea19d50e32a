// The findings for result.json and the report. NaN is written as null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/findings/findings.h"

namespace goodparts {

nlohmann::ordered_json to_json(const Findings& findings);
nlohmann::ordered_json to_json(const UnitFindings& findings);
nlohmann::ordered_json to_json(const SeriesMetrics& series);

}  // namespace goodparts
