// Hydra 1.3's override grammar: text → Override.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/override_value.h"

namespace goodparts::config {

enum class OverrideKind {
  kChange,    // key=value
  kAdd,       // +key=value
  kForceAdd,  // ++key=value
  kDelete,    // ~key, ~key=value
};

struct OverrideKey {
  std::string key_or_group;            // "a.b" or "group/subgroup"
  std::optional<std::string> package;  // after '@'
};

struct Override {
  OverrideKind kind = OverrideKind::kChange;
  OverrideKey key;
  std::optional<Value> value;  // none: ~key
  std::string text;            // as it was written

  bool is_sweep() const { return value.has_value() && value->is_sweep(); }
  std::string key_text() const;     // "group@package"
  std::string key_element() const;  // with its +, ++ or ~
};

// Throws Error(kConfig) quoting the override.
Override parse_override(const std::string& text);
std::vector<Override> parse_overrides(const std::vector<std::string>& texts);

// One rule of the grammar; what follows the longest match of the rule is ignored, as in Hydra's own
// tests. Throws Error(kConfig).
Value parse_value(std::string_view text);  // element or a,b,c
Value parse_element(std::string_view text);
Value parse_primitive(std::string_view text);
Value parse_list(std::string_view text);
Value parse_dict(std::string_view text);
Value parse_simple_choice(std::string_view text);
Value parse_function(std::string_view text);
OverrideKey parse_key(std::string_view text);
std::string parse_package(std::string_view text);
std::string parse_package_or_group(std::string_view text);

}  // namespace goodparts::config
