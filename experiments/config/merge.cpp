#include "experiments/config/merge.h"

#include <fmt/format.h>

#include <vector>

#include "kernels/base/config.h"

namespace goodparts::config {
namespace {

std::string child_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : fmt::format("{}.{}", path, key);
}

// Throws NewKeyError unless `parent` has `key` or may get it.
void require_key(const Node& parent, const std::string& key, const std::string& path,
                 NewKeys new_keys) {
  if (new_keys == NewKeys::kAllowed || parent.child(key) != nullptr || !parent.is_map()) {
    return;
  }
  std::vector<std::string> known;
  for (const auto& [name, value] : parent.entries()) {
    known.push_back(name);
  }
  const std::string near = nearest_match(key, known);
  std::string message = fmt::format("There is no key '{}'", child_path(path, key));
  message += near.empty() ? "." : fmt::format("; did you mean '{}'?", child_path(path, near));
  throw NewKeyError(message, !near.empty());
}

[[noreturn]] void cannot_merge(const Node& into, const Node& from, const std::string& path) {
  const std::string where = from.origin().empty() ? "" : from.origin() + ": ";
  throw Error(ErrorKind::kConfig, fmt::format("{}'{}' is a {} and cannot be merged with a {}",
                                              where, path, into.type_name(), from.type_name()));
}

}  // namespace

void merge(Node& into, const Node& from, NewKeys new_keys, const std::string& path) {
  if (from.is_missing()) {
    return;
  }
  if (into.is_scalar() || from.is_scalar() || (into.is_list() && from.is_list())) {
    into = from;
    return;
  }
  if (into.is_list() || from.is_list()) {
    cannot_merge(into, from, path);
  }
  for (const auto& [key, value] : from.entries()) {
    if (Node* existing = into.child(key); existing != nullptr) {
      merge(*existing, value, new_keys, child_path(path, key));
    } else {
      require_key(into, key, path, new_keys);
      into.set_child(key, value);
    }
  }
}

void update(Node& root, std::string_view dotted_path, const Node& value, NewKeys new_keys) {
  const std::vector<std::string> keys = split_path(dotted_path);
  Node* node = &root;
  std::string path;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (node->is_missing()) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("'{}' is missing (\?\?\?); give it a value first", path));
    }
    if (node->is_scalar()) {
      *node = Node::map();
    }
    require_key(*node, keys[i], path, new_keys);
    if (node->child(keys[i]) == nullptr) {
      node->set_child(keys[i], Node::null());
    }
    node = node->child(keys[i]);
    path = child_path(path, keys[i]);
  }
  if (node->is_scalar() || value.is_scalar()) {
    *node = value;
  } else {
    merge(*node, value, new_keys, path);
  }
}

}  // namespace goodparts::config
