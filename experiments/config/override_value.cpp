#include "experiments/config/override_value.h"

#include <fmt/format.h>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\()[]{}:=, \t").find(c) != std::string_view::npos) {
      result += '\\';
    }
    result += c;
  }
  return result;
}

// Backslashes in front of a quote, the closing one included, are doubled; then the quotes inside
// are escaped.
std::string quoted(const Text& text) {
  std::string result(1, text.quote);
  std::size_t backslashes = 0;
  for (const char c : text.text) {
    if (c == text.quote) {
      result.append(backslashes + 1, '\\');
    }
    backslashes = c == '\\' ? backslashes + 1 : 0;
    result += c;
  }
  result.append(backslashes, '\\');
  return result + text.quote;
}

std::string list_text(const ValueList& list) {
  std::vector<std::string> parts;
  for (const Value& item : list) {
    parts.push_back(to_override_text(item));
  }
  return fmt::format("[{}]", joined(parts, ","));
}

std::string dict_text(const ValueDict& dict) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : dict) {
    parts.push_back(to_override_text(key) + ":" + to_override_text(value));
  }
  return fmt::format("{{{}}}", joined(parts, ","));
}

Node dict_node(const ValueDict& dict) {
  Node map = Node::map();
  for (const auto& [key, value] : dict) {
    const Node name = to_node(key);
    if (name.is_null() || !name.is_scalar()) {
      throw Error(ErrorKind::kConfig, "a key may not be null");
    }
    const std::string text =
        name.is_bool() ? (name.as_bool() ? "true" : "false") : name.to_python_string();
    map.set_child(text, to_node(value));
  }
  return map;
}

}  // namespace

std::optional<double> as_number(const Value& value) {
  if (value.is<bool>()) {
    return value.get<bool>() ? 1.0 : 0.0;
  }
  if (value.is<std::int64_t>()) {
    return static_cast<double>(value.get<std::int64_t>());
  }
  if (value.is<double>()) {
    return value.get<double>();
  }
  return std::nullopt;
}

std::string to_override_text(const Value& value) {
  if (value.is<std::monostate>()) {
    return "null";
  }
  if (value.is<Text>()) {
    const Text& text = value.get<Text>();
    return text.quote != 0 ? quoted(text) : escaped(text.text);
  }
  if (value.is<ValueList>()) {
    return list_text(value.get<ValueList>());
  }
  if (value.is<ValueDict>()) {
    return dict_text(value.get<ValueDict>());
  }
  return to_node(value).to_python_string();
}

Node to_node(const Value& value) {
  if (value.is<std::monostate>()) {
    return Node::null();
  }
  if (value.is<bool>()) {
    return Node(value.get<bool>());
  }
  if (value.is<std::int64_t>()) {
    return Node(value.get<std::int64_t>());
  }
  if (value.is<double>()) {
    return Node(value.get<double>());
  }
  if (value.is<Text>()) {
    return Node(value.get<Text>().text);
  }
  if (value.is<ValueList>()) {
    Node list = Node::list();
    for (const Value& item : value.get<ValueList>()) {
      list.items().push_back(to_node(item));
    }
    return list;
  }
  if (value.is<ValueDict>()) {
    return dict_node(value.get<ValueDict>());
  }
  throw Error(ErrorKind::kConfig, "a sweep is no single value; add -m to sweep over it");
}

}  // namespace goodparts::config
