// Threshold rules for result.json and the report. NaN is written as null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/rules/review_band.h"
#include "metrics/rules/threshold_rule.h"
#include "metrics/rules/tightening.h"

namespace goodparts {

nlohmann::ordered_json to_json(const ThresholdRule& rule);
nlohmann::ordered_json to_json(const ReviewBand& band);
nlohmann::ordered_json to_json(const TighteningSchedule& schedule);

}  // namespace goodparts
