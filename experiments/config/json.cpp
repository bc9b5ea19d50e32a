#include "experiments/config/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace goodparts::config {

nlohmann::ordered_json to_json(const Node& node) {
  if (node.is_null()) {
    return nullptr;
  }
  if (node.is_bool()) {
    return node.as_bool();
  }
  if (node.is_int()) {
    return node.as_int();
  }
  if (node.is_double()) {
    if (!std::isfinite(node.as_double())) {
      return python_float(node.as_double());
    }
    return node.as_double();
  }
  if (node.is_string()) {
    return node.as_string();
  }
  if (node.is_list()) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Node& item : node.items()) {
      list.push_back(to_json(item));
    }
    return list;
  }
  nlohmann::ordered_json map = nlohmann::ordered_json::object();
  for (const auto& [key, value] : node.entries()) {
    map[key] = to_json(value);
  }
  return map;
}

}  // namespace goodparts::config
