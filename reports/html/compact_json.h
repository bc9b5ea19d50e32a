// Makes numbers and rates of a result shorter for the page, which need not tell them to the last
// bit.
#pragma once

#include <nlohmann/json.hpp>

namespace goodparts {

// To `digits` significant ones; NaN where the value is not finite.
double rounded(double value, int digits);

// The same value with numbers rounded to six digits, but for those under the key "threshold", and
// with rates as json_rate() of metrics/rules/json_values.h writes them shortened to
// [count, total, low, high].
nlohmann::ordered_json compact_json(const nlohmann::ordered_json& value);

}  // namespace goodparts
