#include "reports/html/compact_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "metrics/evaluation.h"

namespace goodparts {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDigits = 6;

bool is_rate(const Json& value) {
  constexpr std::array kKeys = {"count", "total", "value", "low", "high"};
  return value.is_object() && value.size() == kKeys.size() &&
         std::all_of(kKeys.begin(), kKeys.end(),
                     [&](const char* key) { return value.contains(key); });
}

Json compact_object(const Json& object) {
  Json result = Json::object();
  for (const auto& [key, value] : object.items()) {
    result[key] = key == "threshold" ? value : compact_json(value);
  }
  return result;
}

}  // namespace

// strtod: std::stod throws for what a threshold next to a score of 0 is, a subnormal number.
double rounded(double value, int digits) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr)
                              : kUndefined;
}

Json compact_json(const Json& value) {
  if (value.is_number_float()) {
    return rounded(value.get<double>(), kDigits);
  }
  if (is_rate(value)) {
    return Json::array(
        {value["count"], value["total"], compact_json(value["low"]), compact_json(value["high"])});
  }
  if (value.is_object()) {
    return compact_object(value);
  }
  if (!value.is_array()) {
    return value;
  }
  Json result = Json::array();
  for (const Json& item : value) {
    result.push_back(compact_json(item));
  }
  return result;
}

}  // namespace goodparts
