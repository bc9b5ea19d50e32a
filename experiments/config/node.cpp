#include "experiments/config/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

// The list index that a key spells, or npos.
std::size_t index_of(std::string_view key) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  return error == std::errc() && end == key.data() + key.size() ? index : std::string_view::npos;
}

bool same_double(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

std::string python_float(double value) {
  if (std::isnan(value)) {
    return "nan";
  }
  if (std::isinf(value)) {
    return value > 0 ? "inf" : "-inf";
  }
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = text.find('e');
  int exponent = 0;
  const std::size_t digits_at = text[e + 1] == '+' ? e + 2 : e + 1;
  std::from_chars(text.data() + digits_at, text.data() + text.size(), exponent);
  if (exponent < -4 || exponent >= 16) {  // where Python changes to scientific notation
    return fmt::format("{}e{}{:02}", text.substr(0, e), exponent < 0 ? '-' : '+',
                       std::abs(exponent));
  }
  char fixed[64];
  const auto fixed_end =
      std::to_chars(fixed, fixed + sizeof(fixed), value, std::chars_format::fixed).ptr;
  std::string result(fixed, fixed_end);
  return result.find('.') == std::string::npos ? result + ".0" : result;
}

Node Node::null() {
  Node node;
  node.value_ = std::monostate{};
  return node;
}

bool Node::is_missing() const { return is_string() && std::get<std::string>(value_) == "???"; }

bool Node::is_interpolation() const {
  return is_string() && std::get<std::string>(value_).find("${") != std::string::npos;
}

const char* Node::type_name() const {
  static constexpr const char* kNames[] = {"dict", "null", "bool", "int", "float", "str", "list"};
  return kNames[value_.index()];
}

void Node::wrong_type(const char* wanted) const {
  const std::string where = origin().empty() ? "" : origin() + ": ";
  const std::string what = is_scalar() ? fmt::format("'{}' ({})", to_python_string(), type_name())
                                       : fmt::format("a {}", type_name());
  throw Error(ErrorKind::kConfig, fmt::format("{}{} where {} is wanted", where, what, wanted));
}

bool Node::as_bool() const {
  if (!is_bool()) {
    wrong_type("a bool");
  }
  return std::get<bool>(value_);
}

std::int64_t Node::as_int() const {
  if (!is_int()) {
    wrong_type("an int");
  }
  return std::get<std::int64_t>(value_);
}

double Node::as_double() const {
  if (is_int()) {
    return static_cast<double>(std::get<std::int64_t>(value_));
  }
  if (!is_double()) {
    wrong_type("a float");
  }
  return std::get<double>(value_);
}

const std::string& Node::as_string() const {
  if (!is_string()) {
    wrong_type("a str");
  }
  return std::get<std::string>(value_);
}

const std::vector<Node>& Node::items() const {
  if (!is_list()) {
    wrong_type("a list");
  }
  return std::get<List>(value_);
}

std::vector<Node>& Node::items() {
  if (!is_list()) {
    wrong_type("a list");
  }
  return std::get<List>(value_);
}

const std::vector<std::pair<std::string, Node>>& Node::entries() const {
  if (!is_map()) {
    wrong_type("a dict");
  }
  return std::get<Map>(value_);
}

std::vector<std::pair<std::string, Node>>& Node::entries() {
  if (!is_map()) {
    wrong_type("a dict");
  }
  return std::get<Map>(value_);
}

const Node* Node::child(std::string_view key) const {
  if (is_map()) {
    for (const auto& [name, value] : std::get<Map>(value_)) {
      if (name == key) {
        return &value;
      }
    }
  } else if (is_list()) {
    const List& list = std::get<List>(value_);
    const std::size_t index = index_of(key);
    return index < list.size() ? &list[index] : nullptr;
  }
  return nullptr;
}

Node* Node::child(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node*>(this)->child(key));
}

void Node::set_child(const std::string& key, Node value) {
  if (Node* existing = child(key); existing != nullptr) {
    *existing = std::move(value);
    return;
  }
  if (is_list()) {
    throw Error(ErrorKind::kConfig,
                fmt::format("'{}' is no index of a list of {} items", key, items().size()));
  }
  entries().emplace_back(key, std::move(value));
}

std::string Node::origin() const {
  if (source_ == nullptr) {
    return "";
  }
  return line_ > 0 ? fmt::format("{}:{}", *source_, line_) : *source_;
}

void Node::set_origin(std::shared_ptr<const std::string> source, int line) {
  source_ = std::move(source);
  line_ = line;
}

void Node::copy_origin(const Node& other) {
  source_ = other.source_;
  line_ = other.line_;
}

std::string Node::to_python_string() const {
  if (is_null()) {
    return "None";
  }
  if (is_bool()) {
    return std::get<bool>(value_) ? "True" : "False";
  }
  if (is_int()) {
    return std::to_string(std::get<std::int64_t>(value_));
  }
  if (is_double()) {
    return python_float(std::get<double>(value_));
  }
  return as_string();
}

bool operator==(const Node& a, const Node& b) {
  if (a.is_double() && b.is_double()) {
    return same_double(std::get<double>(a.value_), std::get<double>(b.value_));
  }
  return a.value_ == b.value_;
}

}  // namespace goodparts::config
