// A configuration value: null, bool, integer, float, string, list or map; the tree that YAML files,
// overrides and composition all work on.
//
// Copies are deep (value semantics). A map keeps the order in which its keys were set. Map keys are
// strings; a key that YAML reads as a number or a bool is kept by its canonical spelling (`0x10: a`
// is under "16"). "Missing" is the string
// "???": a value that somebody has to give before it may be used. Interpolations are strings until
// resolve() (interpolate.h) replaces them.
//
// A path is dotted, "dataset.crop" or "layers.0"; list items go by index, and brackets may be used:
// "layers[0]".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goodparts::config {

class Node {
 public:
  using List = std::vector<Node>;
  using Map = std::vector<std::pair<std::string, Node>>;

  Node() = default;  // an empty map, because that is what a config starts as
  explicit Node(bool value) : value_(value) {}
  explicit Node(int value) : value_(static_cast<std::int64_t>(value)) {}
  explicit Node(std::int64_t value) : value_(value) {}
  explicit Node(double value) : value_(value) {}
  explicit Node(std::string value) : value_(std::move(value)) {}
  explicit Node(const char* value) : value_(std::string(value)) {}
  explicit Node(List items) : value_(std::move(items)) {}
  explicit Node(Map entries) : value_(std::move(entries)) {}
  static Node null();
  static Node list() { return Node(List{}); }
  static Node map() { return Node(Map{}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_int() const { return std::holds_alternative<std::int64_t>(value_); }
  bool is_double() const { return std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_list() const { return std::holds_alternative<List>(value_); }
  bool is_map() const { return std::holds_alternative<Map>(value_); }
  bool is_scalar() const { return !is_list() && !is_map(); }
  bool is_missing() const;        // "???"
  bool is_interpolation() const;  // a string with an unescaped ${…} in it

  // "null", "bool", "int", "float", "str", "list" or "dict": what OmegaConf users know them as.
  const char* type_name() const;

  // The value; throws Error(kConfig) with the origin if it has another type. as_double() takes an
  // integer too.
  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;
  const std::string& as_string() const;
  const std::vector<Node>& items() const;  // of a list
  std::vector<Node>& items();
  const std::vector<std::pair<std::string, Node>>& entries() const;  // of a map
  std::vector<std::pair<std::string, Node>>& entries();

  // nullptr where the path leads nowhere. The empty path is this node.
  const Node* find(std::string_view dotted_path) const;
  Node* find(std::string_view dotted_path);
  // Throws Error(kConfig) naming the path and the nearest key where the path leads nowhere.
  const Node& at(std::string_view dotted_path) const;
  // Makes the maps on the way where needed (a scalar on the way is replaced). A list is only ever
  // indexed within its size; throws Error(kConfig) otherwise.
  void set(std::string_view dotted_path, Node value);
  // Removes the last key of the path; false if there was none.
  bool erase(std::string_view dotted_path);

  // One level, the key taken whole (it may hold dots).
  const Node* child(std::string_view key) const;
  Node* child(std::string_view key);
  void set_child(const std::string& key, Node value);

  // Where the value was written, "file:line" or "override 'x=1'"; "" if made by code. Not part of
  // the value.
  std::string origin() const;
  void set_origin(std::shared_ptr<const std::string> source, int line);
  void copy_origin(const Node& other);

  // The scalar as Python's str() spells it: True, 1e-05, inf, None.
  std::string to_python_string() const;

  // Same types, same values, same keys in the same order. NaN equals NaN here, so that a config
  // equals its copy.
  friend bool operator==(const Node& a, const Node& b);

 private:
  [[noreturn]] void wrong_type(const char* wanted) const;

  std::variant<Map, std::monostate, bool, std::int64_t, double, std::string, List> value_;
  std::shared_ptr<const std::string> source_;
  int line_ = 0;
};

// The keys of a path: "a.b[0].c" → a, b, 0, c. Throws Error(kConfig) on an unclosed bracket.
std::vector<std::string> split_path(std::string_view dotted_path);

// The float as Python's repr() writes it: the shortest digits that read back to it, 1e-05, 100.0,
// inf, nan.
std::string python_float(double value);

}  // namespace goodparts::config
