// Paths through a Node: dotted keys, list indices, brackets.
#include <fmt/format.h>

#include <algorithm>

#include "experiments/config/node.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

std::string path_text(const std::vector<std::string>& keys, std::size_t count) {
  return joined({keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count)}, ".");
}

// The message for a path whose key number `at` is not in `parent`.
std::string not_found(const std::vector<std::string>& keys, std::size_t at, const Node& parent) {
  std::string message = fmt::format("there is no '{}' in the config", joined(keys, "."));
  if (parent.is_map()) {
    std::vector<std::string> candidates;
    for (const auto& [key, value] : parent.entries()) {
      candidates.push_back(key);
    }
    if (const std::string near = nearest_match(keys[at], candidates); !near.empty()) {
      const std::string prefix = at == 0 ? "" : path_text(keys, at) + ".";
      message += fmt::format("; did you mean '{}{}'?", prefix, near);
    }
  } else if (parent.is_list()) {
    message +=
        fmt::format("; '{}' is a list of {} items", path_text(keys, at), parent.items().size());
  } else {
    message += fmt::format("; '{}' is a {}, not a map", path_text(keys, at), parent.type_name());
  }
  return message;
}

}  // namespace

std::vector<std::string> split_path(std::string_view dotted_path) {
  std::vector<std::string> keys;
  std::size_t i = 0;
  while (i < dotted_path.size()) {
    if (dotted_path[i] == '[') {
      const std::size_t close = dotted_path.find(']', i);
      if (close == std::string_view::npos) {
        throw Error(ErrorKind::kConfig, fmt::format("'{}': a bracket is not closed", dotted_path));
      }
      keys.emplace_back(dotted_path.substr(i + 1, close - i - 1));
      i = close + 1;
      if (i < dotted_path.size() && dotted_path[i] == '.') {
        ++i;
      }
      continue;
    }
    const std::size_t end = std::min(dotted_path.find_first_of(".[", i), dotted_path.size());
    keys.emplace_back(dotted_path.substr(i, end - i));
    i = end < dotted_path.size() && dotted_path[end] == '.' ? end + 1 : end;
  }
  return keys;
}

const Node* Node::find(std::string_view dotted_path) const {
  const Node* node = this;
  for (const std::string& key : split_path(dotted_path)) {
    node = node->child(key);
    if (node == nullptr) {
      return nullptr;
    }
  }
  return node;
}

Node* Node::find(std::string_view dotted_path) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(dotted_path));
}

const Node& Node::at(std::string_view dotted_path) const {
  const std::vector<std::string> keys = split_path(dotted_path);
  const Node* node = this;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Node* next = node->child(keys[i]);
    if (next == nullptr) {
      throw Error(ErrorKind::kConfig, not_found(keys, i, *node));
    }
    node = next;
  }
  return *node;
}

void Node::set(std::string_view dotted_path, Node value) {
  const std::vector<std::string> keys = split_path(dotted_path);
  Node* node = this;
  for (const std::string& key : keys) {
    if (node->is_scalar()) {
      *node = Node::map();
    }
    if (node->child(key) == nullptr) {
      node->set_child(key, Node::map());
    }
    node = node->child(key);
  }
  *node = std::move(value);
}

bool Node::erase(std::string_view dotted_path) {
  std::vector<std::string> keys = split_path(dotted_path);
  if (keys.empty()) {
    return false;
  }
  const std::string last = keys.back();
  keys.pop_back();
  Node* parent = this;
  for (const std::string& key : keys) {
    parent = parent->child(key);
    if (parent == nullptr) {
      return false;
    }
  }
  if (parent->child(last) == nullptr) {
    return false;
  }
  if (parent->is_list()) {
    std::vector<Node>& items = parent->items();
    items.erase(items.begin() + (parent->child(last) - items.data()));
  } else {
    std::erase_if(parent->entries(), [&](const auto& entry) { return entry.first == last; });
  }
  return true;
}

}  // namespace goodparts::config
