#include "experiments/config/group_overrides.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

std::vector<std::string> option_list(const Override& override, const Node& value) {
  std::vector<std::string> options;
  for (const Node& item : value.items()) {
    if (!item.is_string()) {
      fail(fmt::format("override '{}': the options of a group must be strings; quote them",
                       override.text));
    }
    options.push_back(item.as_string());
  }
  return options;
}

}  // namespace

GroupOverrides::GroupOverrides(const SearchPath& search_path,
                               const std::vector<Override>& overrides) {
  for (const Override& override : overrides) {
    const bool is_dict = override.value.has_value() && override.value->is<ValueDict>();
    if (is_dict || !search_path.has_group(override.key.key_or_group)) {
      value_overrides_.push_back(override);
    } else {
      add_override(override);
    }
  }
}

void GroupOverrides::add_override(const Override& override) {
  const Node value = override.value.has_value() ? to_node(*override.value) : Node::null();
  if (override.kind == OverrideKind::kForceAdd) {
    fail(fmt::format(
        "override '{}': ++ works on values; use + to add a group, or no sign to change it",
        override.text));
  }
  if (override.kind == OverrideKind::kDelete) {
    if (!value.is_null() && !value.is_string()) {
      fail(fmt::format("override '{}': the option to delete must be a string; quote it",
                       override.text));
    }
    deletions_[override.key_text()] = {value.is_null() ? std::nullopt
                                                       : std::optional(value.as_string())};
    return;
  }
  if (!value.is_string() && !value.is_list()) {
    fail(
        fmt::format("override '{}': the option of a group must be a string or a list, not a {}; "
                    "quote it, or delete the group with ~{}",
                    override.text, value.type_name(), override.key_text()));
  }
  Choice choice;
  choice.text = override.text;
  if (value.is_list()) {
    choice.options = option_list(override, value);
  } else {
    choice.option = value.as_string();
  }
  if (override.kind == OverrideKind::kChange) {
    overriding_[override.key_text()] = std::move(choice);
    return;
  }
  DefaultItem item;
  item.kind = DefaultItem::Kind::kGroup;
  item.path = override.key.key_or_group;
  item.package = override.key.package;
  item.option = choice.option;
  item.options = choice.options;
  item.appended = true;
  item.origin = fmt::format("override '{}'", override.text);
  appended_.push_back(std::move(item));
}

void GroupOverrides::add(const std::string& config_path, const DefaultItem& item) {
  Choice choice;
  choice.option = item.option;
  choice.options = item.options;
  choice.said_in = config_path;
  overriding_.emplace(item.override_key(), std::move(choice));
}

void GroupOverrides::apply(DefaultItem& item) {
  if (!item.is_group()) {
    return;
  }
  const auto found = overriding_.find(item.override_key());
  if (found != overriding_.end()) {
    item.option = found->second.option;
    item.options = found->second.options;
    found->second.used = true;
  }
}

bool GroupOverrides::deletes(const DefaultItem& item) {
  if (!item.is_group()) {
    return false;
  }
  const auto found = deletions_.find(item.override_key());
  if (found == deletions_.end() ||
      (found->second.option.has_value() && found->second.option != item.name())) {
    return false;
  }
  found->second.used = true;
  return true;
}

void GroupOverrides::record_choice(const DefaultItem& item) {
  if (!item.is_group()) {
    return;
  }
  const std::string key = item.override_key();
  const std::string chosen = item.name().value_or("null");
  const auto known = std::find_if(choices_.begin(), choices_.end(),
                                  [&](const auto& choice) { return choice.first == key; });
  if (known == choices_.end()) {
    choices_.emplace_back(key, chosen);
  } else if (known->second != chosen) {
    fail(
        fmt::format("{}: multiple values for '{}': {} and {}; to change it write 'override {}: {}' "
                    "in the defaults list, or {}={} without +",
                    item.origin, key, known->second, chosen, key, chosen, key, chosen));
  }
  keys_of_group_[item.group_path()].insert(key);
}

void GroupOverrides::require_all_used() const {
  for (const auto& [key, choice] : overriding_) {
    if (choice.used) {
      continue;
    }
    const auto known = keys_of_group_.find(key.substr(0, key.find('@')));
    std::string message = choice.said_in.empty() ? "" : fmt::format("In '{}': ", choice.said_in);
    message += fmt::format("Could not override '{}'.", key);
    if (known == keys_of_group_.end()) {
      message += " No match in the defaults list.";
    } else {
      message += fmt::format(" Did you mean {}?",
                             joined({known->second.begin(), known->second.end()}, " or "));
    }
    if (choice.said_in.empty()) {
      message += fmt::format("\nTo append to your defaults list use +{}", choice.text);
    }
    fail(message);
  }
  for (const auto& [key, deletion] : deletions_) {
    if (!deletion.used) {
      const std::string what =
          deletion.option.has_value() ? fmt::format("{}={}", key, *deletion.option) : key;
      fail(fmt::format("Could not delete '{}'. No match in the defaults list.", what));
    }
  }
}

}  // namespace goodparts::config
