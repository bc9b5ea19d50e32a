// Builds the Node from yaml-cpp's parse events, which keep what its own nodes lose: duplicate keys,
// lines, and whether a scalar was quoted.
#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>

#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

constexpr const char* kCoreTag = "tag:yaml.org,2002:";

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const std::string& source)
      : source_(std::make_shared<const std::string>(source)) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(Node::null(), mark, anchor, false);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {  // an alias inside the very node that it names
      fail(mark, "an alias may not contain itself");
    }
    add(found->second, mark, YAML::NullAnchor, false);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool merge_key = tag == "?" && value == "<<";
    add(scalar(mark, tag, value), mark, anchor, merge_key);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_container_tag(mark, tag, "seq");
    frames_.emplace_back(Node::list(), mark, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_container_tag(mark, tag, "map");
    frames_.emplace_back(Node::map(), mark, anchor);
  }
  void OnMapEnd() override { close(); }

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& message) const {
    throw Error(ErrorKind::kConfig, fmt::format("{}:{}: {}", *source_, mark.line + 1, message));
  }

 private:
  struct Frame {
    Frame(Node start, const YAML::Mark& at, YAML::anchor_t name)
        : node(std::move(start)), mark(at), anchor(name) {}
    Node node;
    YAML::Mark mark;
    YAML::anchor_t anchor;
    bool has_key = false;  // of a map: the key has been read, its value comes next
    bool is_merge = false;
    std::string key;
    Node::Map merged;  // what << brings in; keys of the map itself win
  };

  Node scalar(const YAML::Mark& mark, const std::string& tag, const std::string& value) const {
    if (tag == "!" || tag == std::string(kCoreTag) + "str") {
      return Node(value);
    }
    Node node;
    try {
      node = resolve_scalar(value);
    } catch (const Error& error) {
      fail(mark, error.what());
    }
    if (tag == "?") {
      return node;
    }
    if (tag == std::string(kCoreTag) + "float" && node.is_int()) {
      return Node(node.as_double());
    }
    if (tag != std::string(kCoreTag) + node.type_name()) {
      fail(mark, fmt::format("the tag {} does not fit '{}'; leave the tag out or quote the value",
                             tag, value));
    }
    return node;
  }

  void check_container_tag(const YAML::Mark& mark, const std::string& tag,
                           const char* wanted) const {
    if (tag != "?" && tag != "!" && tag != kCoreTag + std::string(wanted)) {
      fail(mark, fmt::format("unknown tag {}; leave it out", tag));
    }
  }

  void add(Node node, const YAML::Mark& mark, YAML::anchor_t anchor, bool merge_key) {
    node.set_origin(source_, mark.line + 1);
    if (anchor != YAML::NullAnchor) {
      anchors_[anchor] = node;
    }
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items().push_back(std::move(node));
    } else if (!frame.has_key) {
      frame.is_merge = merge_key;
      frame.key = merge_key ? "<<" : key_text(node, mark);
      frame.has_key = true;
    } else if (frame.is_merge) {
      add_merged(frame, node, mark);
      frame.has_key = false;
    } else {
      if (frame.node.child(frame.key) != nullptr) {
        fail(mark, fmt::format("duplicate key '{}'; remove one", frame.key));
      }
      frame.node.set_child(frame.key, std::move(node));
      frame.has_key = false;
    }
  }

  std::string key_text(const Node& node, const YAML::Mark& mark) const {
    if (node.is_null() || !node.is_scalar()) {
      fail(mark, fmt::format("a key may not be a {}; quote it if it is a name", node.type_name()));
    }
    if (node.is_bool()) {
      return node.as_bool() ? "true" : "false";
    }
    return node.to_python_string();
  }

  void add_merged(Frame& frame, const Node& node, const YAML::Mark& mark) const {
    const std::vector<Node> maps = node.is_list() ? node.items() : std::vector<Node>{node};
    for (const Node& map : maps) {
      if (!map.is_map()) {
        fail(mark, "the merge key << wants a map or a list of maps");
      }
      for (const auto& [key, value] : map.entries()) {
        const bool known =
            std::any_of(frame.merged.begin(), frame.merged.end(),
                        [&key = key](const auto& entry) { return entry.first == key; });
        if (!known) {  // the earlier map of a list wins
          frame.merged.emplace_back(key, value);
        }
      }
    }
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (!frame.merged.empty()) {
      Node merged(std::move(frame.merged));
      for (auto& [key, value] : frame.node.entries()) {
        merged.set_child(key, std::move(value));
      }
      frame.node = std::move(merged);
    }
    add(std::move(frame.node), frame.mark, frame.anchor, false);
  }

  std::shared_ptr<const std::string> source_;
  Node root_ = Node::null();
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Node> anchors_;
};

}  // namespace

Node parse_yaml(const std::string& text, const std::string& source_name) {
  Builder builder(source_name);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    Builder second(source_name);
    if (parser.HandleNextDocument(second)) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: more than one document; keep one", source_name));
    }
  } catch (const YAML::Exception& error) {
    builder.fail(error.mark, error.msg);
  }
  Node root = builder.take();
  if (root.is_null()) {
    return Node::map();
  }
  if (root.is_string()) {  // OmegaConf reads a lone word as a key without a value
    Node map = Node::map();
    map.set_child(root.as_string(), Node::null());
    return map;
  }
  if (root.is_scalar()) {
    throw Error(ErrorKind::kConfig, fmt::format("{}: '{}' is no config; write 'key: value' lines",
                                                source_name, root.to_python_string()));
  }
  return root;
}

}  // namespace goodparts::config
