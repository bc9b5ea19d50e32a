// Evaluations as JSON, for result.json.
//
// Fields are named as in evaluation.h. Metrics are an object {name: value}, points of curves are
// arrays [x, y, threshold], NaN is null. Doubles survive the round trip bit by bit.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/evaluation.h"

namespace goodparts {

nlohmann::ordered_json to_json(const Evaluation& evaluation);

// The metrics by name, and where every unit has a threshold the pooled counts beside them: tp, fn,
// fp, tn, far = fp / (fp + tn), mar = fn / (fn + tp), f1 = 2 tp / (2 tp + fp + fn).
// evaluation_from_json() reads metrics with or without the latter.
nlohmann::ordered_json metrics_json(const Evaluation& evaluation);

// Throws Error(kData) naming the field that is missing or of another type, as in
// "units[2].choice.threshold". Fields that are not known are ignored.
Evaluation evaluation_from_json(const nlohmann::json& json);

}  // namespace goodparts
