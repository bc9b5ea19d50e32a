#include "experiments/config/bind.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

Node to_node(bool value) { return Node(value); }
Node to_node(std::int64_t value) { return Node(value); }
Node to_node(double value) { return Node(value); }
Node to_node(const std::string& value) { return Node(value); }

void read_scalar(const Node& node, bool& value) { value = node.as_bool(); }
void read_scalar(const Node& node, std::int64_t& value) { value = node.as_int(); }
void read_scalar(const Node& node, double& value) { value = node.as_double(); }
void read_scalar(const Node& node, std::string& value) { value = node.as_string(); }

// An item of a list of T. Where texts are wanted, numbers are taken as such:
// dataset.anomalous=[2,3] names labels.
template <class T>
Node as_item(const Node& node) {
  if (std::is_same_v<T, std::string> && (node.is_int() || node.is_double())) {
    return Node(node.to_python_string());
  }
  return node;
}

const char* wanted(const bool&) { return "true or false"; }
const char* wanted(const std::int64_t&) { return "an integer"; }
const char* wanted(const double&) { return "a number"; }
const char* wanted(const std::string&) { return "a string; quote it"; }

// Implements every field() of ConfigVisitor by three templates: a scalar, an optional scalar, a
// list.
template <class Derived>
class Visitor : public ConfigVisitor {
 public:
  void field(const char* key, bool& value) override { self().scalar(key, value); }
  void field(const char* key, std::int64_t& value) override { self().scalar(key, value); }
  void field(const char* key, double& value) override { self().scalar(key, value); }
  void field(const char* key, std::string& value) override { self().scalar(key, value); }
  void field(const char* key, std::optional<std::int64_t>& value) override {
    self().optional(key, value);
  }
  void field(const char* key, std::optional<double>& value) override {
    self().optional(key, value);
  }
  void field(const char* key, std::optional<std::string>& value) override {
    self().optional(key, value);
  }
  void field(const char* key, std::vector<std::string>& value) override { self().list(key, value); }
  void field(const char* key, std::vector<std::int64_t>& value) override {
    self().list(key, value);
  }
  void field(const char* key, std::vector<double>& value) override { self().list(key, value); }

 private:
  Derived& self() { return static_cast<Derived&>(*this); }
};

class Describer : public Visitor<Describer> {
 public:
  template <class T>
  void scalar(const char* key, const T& value) {
    map_.set_child(key, to_node(value));
  }
  template <class T>
  void optional(const char* key, const std::optional<T>& value) {
    map_.set_child(key, value.has_value() ? to_node(*value) : Node::null());
  }
  template <class T>
  void list(const char* key, const std::vector<T>& values) {
    Node list = Node::list();
    for (const T& value : values) {
      list.items().push_back(to_node(value));
    }
    map_.set_child(key, std::move(list));
  }
  Node take() { return std::move(map_); }

 private:
  Node map_ = Node::map();
};

class Reader : public Visitor<Reader> {
 public:
  Reader(const Node& map, const std::string& path) : map_(map), path_(path) {}

  template <class T>
  void scalar(const char* key, T& value) {
    if (const Node* node = map_.child(key); node != nullptr) {
      read(*node, path_of(key), value);
    }
  }
  template <class T>
  void optional(const char* key, std::optional<T>& value) {
    const Node* node = map_.child(key);
    if (node != nullptr && node->is_null()) {
      value.reset();
    } else if (node != nullptr) {
      read(*node, path_of(key), value.emplace());
    }
  }
  template <class T>
  void list(const char* key, std::vector<T>& values) {
    const Node* node = map_.child(key);
    if (node == nullptr) {
      return;
    }
    values.clear();
    if (node->is_null()) {
      return;
    }
    const std::vector<Node> items = node->is_list() ? node->items() : std::vector<Node>{*node};
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string path =
          node->is_list() ? fmt::format("{}[{}]", path_of(key), i) : path_of(key);
      T value{};
      read(as_item<T>(items[i]), path, value);
      values.push_back(std::move(value));
    }
  }

 private:
  std::string path_of(const char* key) const {
    return path_.empty() ? key : fmt::format("{}.{}", path_, key);
  }

  template <class T>
  static void read(const Node& node, const std::string& path, T& value) {
    const std::string where = node.origin().empty() ? "" : fmt::format(" ({})", node.origin());
    if (node.is_missing()) {
      fail(fmt::format("{}: it has no value yet{}; give it one: {}=…", path, where, path));
    }
    try {
      read_scalar(node, value);
    } catch (const Error&) {
      const std::string what =
          node.is_scalar() ? fmt::format("'{}' ({})", node.to_python_string(), node.type_name())
                           : fmt::format("a {}", node.type_name());
      fail(fmt::format("{}: {} is not {}{}", path, what, wanted(value), where));
    }
  }

  const Node& map_;
  const std::string& path_;
};

void require_known_keys(const Node& node, const std::string& path, const Node& known) {
  std::vector<std::string> names;
  for (const auto& [key, value] : known.entries()) {
    names.push_back(key);
  }
  for (const auto& [key, value] : node.entries()) {
    if (key == "name" || known.child(key) != nullptr) {
      continue;
    }
    const std::string near = nearest_match(key, names);
    const std::string where = value.origin().empty() ? "" : fmt::format(" ({})", value.origin());
    fail(fmt::format("{}: unknown key '{}'{}{}; there are: {}", path, key, where,
                     near.empty() ? "" : fmt::format("; did you mean '{}'?", near),
                     joined(names, ", ")));
  }
}

}  // namespace

void bind(const Node& node, const std::string& path, goodparts::Config& into) {
  if (!node.is_map()) {
    const std::string where = node.origin().empty() ? "" : fmt::format(" ({})", node.origin());
    fail(fmt::format("{}: a {} where settings are wanted{}", path, node.type_name(), where));
  }
  require_known_keys(node, path, describe(into));
  Reader reader(node, path);
  into.visit(reader);
  into.validate();
}

Node describe(goodparts::Config& from) {
  Describer describer;
  from.visit(describer);
  return describer.take();
}

}  // namespace goodparts::config
