#include "experiments/config/default_item.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

std::string dotted(std::string path) {
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

std::string without_slash(const std::string& path) {
  return path.starts_with('/') ? path.substr(1) : path;
}

// Replaces the parts of a dotted package that are `keyword`. Whole parts only: a group may be
// called with_name_in_it.
std::string with_keyword(const std::string& package, std::string_view keyword,
                         const std::string& meaning) {
  std::string result;
  std::size_t start = 0;
  while (start <= package.size()) {
    const std::size_t end = std::min(package.find('.', start), package.size());
    const std::string part = package.substr(start, end - start);
    result += start > 0 ? "." : "";
    result += part == keyword ? meaning : part;
    start = end + 1;
  }
  return result;
}

std::string joined(const std::string& a, char separator, const std::string& b) {
  return a.empty() ? b : b.empty() ? a : fmt::format("{}{}{}", a, separator, b);
}

[[noreturn]] void fail(const std::string& origin, const std::string& config_path,
                       const std::string& message) {
  const std::string where = origin.empty() ? fmt::format("'{}'", config_path) : origin;
  throw Error(ErrorKind::kConfig, fmt::format("{}: in the defaults list: {}", where, message));
}

// "group@package" → group and package. Hydra's old renaming "group@from:to" keeps only `from`.
void split_package(const std::string& text, DefaultItem& item) {
  const std::size_t at = text.find('@');
  item.path = text.substr(0, at);
  if (at != std::string::npos) {
    const std::string package = text.substr(at + 1);
    item.package = package.substr(0, package.find(':'));
    if (item.package == "_here_") {
      item.package = "";
    }
  }
}

// "optional override group" → the words in front set flags.
void take_keywords(DefaultItem& item) {
  const std::size_t last = item.path.rfind(' ');
  if (last == std::string::npos) {
    return;
  }
  std::string words = item.path.substr(0, last) + " ";
  item.path = item.path.substr(last + 1);
  for (std::size_t space = words.find(' '); space != std::string::npos; space = words.find(' ')) {
    const std::string word = words.substr(0, space);
    if (word != "optional" && word != "override") {
      return;
    }
    (word == "optional" ? item.optional : item.override) = true;
    words.erase(0, space + 1);
  }
}

void take_choice(const Node& value, DefaultItem& item, const std::string& config_path) {
  const std::string origin = value.origin();
  if (value.is_list()) {
    item.options.emplace();
    for (const Node& option : value.items()) {
      if (!option.is_string()) {
        fail(origin, config_path,
             fmt::format("the options of '{}' must be strings; quote them", item.path));
      }
      item.options->push_back(option.as_string());
    }
  } else if (value.is_string()) {
    item.option = value.as_string();
  } else if (!value.is_null()) {
    fail(origin, config_path,
         fmt::format("the option of '{}' must be a string, a list or null, not a {}; quote it",
                     item.path, value.type_name()));
  }
}

DefaultItem parse_group(const Node& node, const std::string& config_path) {
  DefaultItem item;
  item.kind = DefaultItem::Kind::kGroup;
  item.origin = node.origin();
  Node::Map entries = node.entries();
  if (entries.size() == 2) {  // Hydra 1.0's way to say optional
    const auto flag = std::find_if(entries.begin(), entries.end(),
                                   [](const auto& entry) { return entry.first == "optional"; });
    if (flag != entries.end()) {
      item.optional = flag->second.as_bool();
      entries.erase(flag);
    }
  }
  if (entries.size() != 1) {
    fail(item.origin, config_path, "an item is one 'group: option'; start each with its own dash");
  }
  split_package(entries.front().first, item);
  take_keywords(item);
  if (item.path.empty()) {
    fail(item.origin, config_path, "the group has no name");
  }
  take_choice(entries.front().second, item, config_path);
  return item;
}

}  // namespace

bool DefaultItem::is_interpolation() const {
  const std::string text = is_group() ? option.value_or("") : path;
  return text.find("${") != std::string::npos;
}

bool DefaultItem::is_missing() const { return name() == "???"; }

std::optional<std::string> DefaultItem::name() const {
  return is_group() ? option : path.substr(path.rfind('/') + 1);
}

std::string DefaultItem::relative_group_path() const {
  const std::string relative = without_slash(path);
  if (is_group()) {
    return relative;
  }
  const std::size_t slash = relative.rfind('/');
  return slash == std::string::npos ? "" : relative.substr(0, slash);
}

std::string DefaultItem::group_path() const {
  const bool absolute = path.starts_with('/') || appended;
  return absolute ? relative_group_path() : joined(parent_group, '/', relative_group_path());
}

std::string DefaultItem::config_path() const {
  return joined(group_path(), '/', name().value_or("null"));
}

std::string DefaultItem::package_within(const std::optional<std::string>& own) const {
  std::string result = own.has_value() ? *own : dotted(relative_group_path());
  if (const std::optional<std::string> choice = name(); choice.has_value()) {
    result = with_keyword(result, "_name_", *choice);
  }
  result = joined(appended ? "" : parent_package, '.', result);
  constexpr std::string_view kGlobal = "_global_";
  const std::size_t global = result.rfind(kGlobal);  // everything up to it is void
  if (global == std::string::npos) {
    return result;
  }
  return result.substr(std::min(global + kGlobal.size() + 1, result.size()));
}

std::string DefaultItem::final_package() const {
  return package_within(package.has_value() ? package : header_package);
}

std::string DefaultItem::override_key() const {
  const std::string group = group_path();
  const std::string own = package_within(package);
  if (own == dotted(group)) {
    return group;
  }
  return fmt::format("{}@{}", group, own.empty() ? "_global_" : own);
}

void DefaultItem::set_parent(const std::string& group, const std::string& package_of_parent) {
  parent_group = group;
  parent_package = package_of_parent;
  if (!package.has_value()) {
    return;
  }
  const std::string resolved = with_keyword(*package, "_group_", dotted(group_path()));
  if (resolved != *package) {  // the group's path starts at the root
    package = joined("_global_", '.', resolved);
  }
}

void DefaultItem::set_header(const std::string& package_in_header) {
  if (package_in_header == "_group_") {  // what it is without a header
    return;
  }
  const std::string resolved = with_keyword(package_in_header, "_group_", dotted(group_path()));
  const bool absolute = resolved == "_global_" || resolved.starts_with("_global_.");
  header_package = absolute ? resolved : joined("_global_", '.', resolved);
}

std::vector<DefaultItem> parse_defaults(const Node& list, const std::string& config_path) {
  if (!list.is_list()) {
    fail(list.origin(), config_path,
         fmt::format("it must be a list of '- group: option' lines, not a {}", list.type_name()));
  }
  std::vector<DefaultItem> items;
  for (const Node& node : list.items()) {
    if (node.is_map()) {
      items.push_back(parse_group(node, config_path));
    } else if (node.is_string()) {
      DefaultItem item;
      item.origin = node.origin();
      split_package(node.as_string(), item);
      if (item.is_self() && item.package.has_value()) {
        fail(item.origin, config_path,
             "_self_ takes no @package; put '# @package' at the top of the file");
      }
      items.push_back(std::move(item));
    } else {
      fail(node.origin(), config_path,
           fmt::format("an item is a config or 'group: option', not a {}", node.type_name()));
    }
  }
  return items;
}

}  // namespace goodparts::config
