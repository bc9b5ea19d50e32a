#include "experiments/config/compose.h"

#include <fmt/format.h>

#include <memory>

#include "experiments/config/config_files.h"
#include "experiments/config/defaults_list.h"
#include "experiments/config/merge.h"
#include "experiments/config/override_parser.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

void require_no_sweeps(const std::vector<Override>& overrides) {
  for (const Override& override : overrides) {
    if (!override.is_sweep()) {
      continue;
    }
    const std::string key = override.key_element();
    if (override.value->is<ChoiceSweep>() && override.value->get<ChoiceSweep>().simple_form) {
      fail(
          fmt::format("Ambiguous value for argument '{}'\n"
                      "1. To use it as a list, use {}=[value1,value2]\n"
                      "2. To use it as a string, quote the value: {}=\\'value1,value2\\'\n"
                      "3. To sweep over it, add -m to your command line",
                      override.text, key, key));
    }
    fail(fmt::format("Sweep parameters '{}' require -m", override.text));
  }
}

void set_origin(Node& node, const std::shared_ptr<const std::string>& origin) {
  node.set_origin(origin, 0);
  if (node.is_list()) {
    for (Node& item : node.items()) {
      set_origin(item, origin);
    }
  } else if (node.is_map()) {
    for (auto& [key, item] : node.entries()) {
      set_origin(item, origin);
    }
  }
}

Node override_value(const Override& override) {
  Node node = override.value.has_value() ? to_node(*override.value) : Node::null();
  set_origin(node,
             std::make_shared<const std::string>(fmt::format("override '{}'", override.text)));
  return node;
}

// Python's ==, for which 1 equals 1.0 and True.
bool python_equal(const Node& a, const Node& b) {
  const auto number = [](const Node& node) -> std::optional<double> {
    if (node.is_bool()) {
      return node.as_bool() ? 1.0 : 0.0;
    }
    return node.is_int() || node.is_double() ? std::optional(node.as_double()) : std::nullopt;
  };
  const std::optional<double> x = number(a);
  const std::optional<double> y = number(b);
  return x.has_value() && y.has_value() ? *x == *y : a == b;
}

void delete_value(Node& config, const Override& override) {
  const std::string& key = override.key.key_or_group;
  const Node* existing = config.find(key);
  if (existing == nullptr || existing->is_null() || existing->is_missing()) {
    fail(fmt::format("Could not delete from config. '{}' does not exist.", key));
  }
  const Node wanted = override_value(override);
  if (!wanted.is_null() && !python_equal(*existing, wanted)) {
    fail(fmt::format("Could not delete from config. The value of '{}' is not the one of '{}'.", key,
                     override.text));
  }
  config.erase(key);
}

void add_value(Node& config, const Override& override, const Node& value) {
  const Node* existing = config.find(override.key.key_or_group);
  const bool free = existing == nullptr || existing->is_null() || existing->is_missing();
  if (override.kind == OverrideKind::kAdd && !free && value.is_scalar()) {
    fail(
        fmt::format("Could not append to config. An item is already at '{}'.\n"
                    "Either remove the + prefix: '{}'\n"
                    "Or add a second + to add or override it: '+{}'",
                    override.key.key_or_group, override.text.substr(1), override.text));
  }
  update(config, override.key.key_or_group, value, NewKeys::kAllowed);
}

void change_value(Node& config, const SearchPath& search_path, const Override& override,
                  const Node& value) {
  const std::string& key = override.key.key_or_group;
  try {
    update(config, key, value, NewKeys::kForbidden);
  } catch (const NewKeyError& error) {
    const std::string group = error.suggests() ? "" : nearest_match(key, search_path.groups(""));
    fail(fmt::format(
        "Could not override '{}'. {}{}\nTo append to your config use +{}", key, error.what(),
        group.empty() ? "" : fmt::format(" There is a group '{}'.", group), override.text));
  }
}

void apply_override(Node& config, const SearchPath& search_path, const Override& override) {
  if (override.key.package.has_value() ||
      override.key.key_or_group.find('/') != std::string::npos) {
    std::vector<std::string> groups = search_path.groups("");
    const std::string near = nearest_match(override.key.key_or_group, groups);
    fail(fmt::format("Override '{}' looks like one of a group, but there is no group '{}'{}.",
                     override.text, override.key.key_or_group,
                     near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  if (override.key.key_or_group.empty()) {
    fail(fmt::format("Override '{}' has no key; write key=value", override.text));
  }
  if (override.kind == OverrideKind::kDelete) {
    delete_value(config, override);
    return;
  }
  Node value;
  try {
    value = override_value(override);
  } catch (const Error& error) {
    fail(fmt::format("Override '{}': {}", override.text, error.what()));
  }
  if (override.kind == OverrideKind::kChange) {
    change_value(config, search_path, override, value);
  } else {
    add_value(config, override, value);
  }
}

// The content of one config, placed at its package.
Node placed(const ConfigFile& file, const DefaultsEntry& entry) {
  if (entry.package.empty()) {
    if (!file.config.is_map()) {
      fail(fmt::format(
          "'{}' must be a map, because its content goes to the root of the config, not a {}",
          entry.config_path, file.config.type_name()));
    }
    return file.config;
  }
  Node node = Node::map();
  node.set(entry.package, file.config);
  return node;
}

}  // namespace

Composition compose(const SearchPath& search_path, const std::string& config_name,
                    const std::vector<std::string>& overrides) {
  const std::vector<Override> parsed = parse_overrides(overrides);
  require_no_sweeps(parsed);
  ConfigFiles files(search_path);
  DefaultsList list = build_defaults_list(files, config_name, parsed);
  Composition result;
  for (const DefaultsEntry& entry : list.entries) {
    merge(result.config, placed(*files.find(entry.config_path), entry), NewKeys::kAllowed);
  }
  for (const Override& override : list.value_overrides) {
    apply_override(result.config, search_path, override);
  }
  result.config.erase("hydra");
  result.choices = std::move(list.choices);
  result.defaults = std::move(list.entries);
  result.overrides = overrides;
  return result;
}

}  // namespace goodparts::config
