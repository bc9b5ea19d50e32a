// One item of a defaults list, and the packages and keys that follow from where it stands.
//
// A config item names a config ("group/file1"); a group item chooses an option of a group ("group:
// file1"). Where its content goes, its package, is relative to the package of the config that lists
// it, unless it names one itself
// ("group@package: file1") or the file's header does ("# @package package", always absolute). In a
// package _global_ is the root, _group_ the group's own path, _name_ the option, _here_ the package
// of the listing config.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/config/node.h"

namespace goodparts::config {

struct DefaultItem {
  enum class Kind { kConfig, kGroup };

  Kind kind = Kind::kConfig;
  std::string path;                   // of the config, or the group; '/' in front: absolute
  std::optional<std::string> option;  // of a group; none: no option is chosen
  std::optional<std::vector<std::string>> options;  // of a group: several at once
  std::optional<std::string> package;               // as it was written
  bool optional = false;
  bool override = false;
  bool appended = false;  // by +group=option
  bool primary = false;
  bool deleted = false;
  std::string origin;  // file:line, for messages

  // Set when the item's place is known.
  std::string parent_group;
  std::string parent_package;
  std::optional<std::string> header_package;

  bool is_self() const { return kind == Kind::kConfig ? path == "_self_" : option == "_self_"; }
  bool is_group() const { return kind == Kind::kGroup; }
  bool is_interpolation() const;
  bool is_missing() const;                  // the choice is "???"
  std::optional<std::string> name() const;  // the option, or the last part of the config's path
  std::string group_path() const;           // "group/subgroup"
  std::string config_path() const;          // "group/subgroup/option"
  std::string final_package() const;
  std::string override_key() const;  // what an override would call it: "group" or "group@package"

  void set_parent(const std::string& group, const std::string& package_of_parent);
  void set_header(const std::string& package_in_header);

 private:
  std::string relative_group_path() const;
  std::string package_within(const std::optional<std::string>& own) const;
};

// The items of a defaults list as it stands in a file. `config_path` is for messages. Throws
// Error(kConfig).
std::vector<DefaultItem> parse_defaults(const Node& list, const std::string& config_path);

}  // namespace goodparts::config
