#include "experiments/config/interpolate.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "experiments/config/interpolation_parser.h"
#include "experiments/config/resolvers.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

using Path = std::vector<std::string>;

// An error that already says which key and interpolation it is about.
class LocatedError : public Error {
 public:
  explicit LocatedError(const std::string& message) : Error(ErrorKind::kConfig, message) {}
};

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

// Reads from a config that stays as it is; every interpolated value is worked out once.
class Evaluator {
 public:
  explicit Evaluator(const Node& root) : root_(root) {}

  // The node with all interpolations in it replaced.
  Node resolved(const Node& node, const Path& path) {
    if (node.is_interpolation()) {
      return scalar(node, path);
    }
    Node result = node;
    if (node.is_list()) {
      for (std::size_t i = 0; i < node.items().size(); ++i) {
        result.items()[i] = resolved(node.items()[i], below(path, std::to_string(i)));
      }
    } else if (node.is_map()) {
      for (std::size_t i = 0; i < node.entries().size(); ++i) {
        const auto& [key, value] = node.entries()[i];
        result.entries()[i].second = resolved(value, below(path, key));
      }
    }
    return result;
  }

  // A string that stands nowhere in the config.
  Node text(const std::string& text) {
    const Path top;
    Scope scope(*this, top);
    return evaluate_text(text, scope);
  }

  // The value that the keys lead to from the top.
  Node lookup(const Path& keys) {
    const Node* node = &root_;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Path so_far(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i));
      if (node->is_interpolation()) {  // ${a.b} where a is itself ${c}
        const Node target = scalar(*node, so_far);
        return descend(target, {keys.begin() + static_cast<std::ptrdiff_t>(i), keys.end()});
      }
      if (node->child(keys[i]) == nullptr) {
        root_.at(bracketed(keys));  // throws, with the nearest key
      }
      node = node->child(keys[i]);
    }
    if (node->is_missing()) {
      fail(fmt::format("'{}' is missing (\?\?\?); give it a value: {}=…", joined(keys, "."),
                       joined(keys, ".")));
    }
    return resolved(*node, keys);
  }

 private:
  class Scope : public InterpolationScope {
   public:
    Scope(Evaluator& evaluator, const Path& path) : evaluator_(evaluator), path_(path) {}

    Node lookup(int dots, const std::vector<std::string>& keys) override {
      const auto up = static_cast<std::size_t>(dots);
      if (up > path_.size()) {
        fail("it goes up beyond the top of the config");
      }
      Path target = dots == 0 ? Path{} : Path(path_.begin(), path_.end() - dots);
      target.insert(target.end(), keys.begin(), keys.end());
      return evaluator_.lookup(target);
    }

    Node call(const std::string& name, const std::vector<Node>& arguments) override {
      ResolverContext context;
      context.select = [this](const std::string& path) { return select(path); };
      context.decode = [this](const std::string& expression) {
        return evaluate_element(expression, *this);
      };
      return call_resolver(name, arguments, context);
    }

   private:
    std::optional<Node> select(const std::string& path) {
      const std::size_t dots = std::min(path.find_first_not_of('.'), path.size());
      const Path keys = split_path(path.substr(dots));
      if (dots > path_.size()) {
        return std::nullopt;
      }
      Path target =
          dots == 0 ? Path{} : Path(path_.begin(), path_.end() - static_cast<std::ptrdiff_t>(dots));
      target.insert(target.end(), keys.begin(), keys.end());
      const Node* node = evaluator_.root_.find(bracketed(target));
      const bool hidden = node == nullptr && !evaluator_.passes_interpolation(target);
      if (hidden || (node != nullptr && node->is_missing())) {
        return std::nullopt;
      }
      return evaluator_.lookup(target);
    }

    Evaluator& evaluator_;
    const Path& path_;
  };

  Node scalar(const Node& node, const Path& path) {
    if (const auto known = done_.find(path); known != done_.end()) {
      return known->second;
    }
    const std::string& text = node.as_string();
    const std::string where = node.origin().empty() ? "" : node.origin() + ": ";
    if (!active_.insert(path).second) {
      throw LocatedError(
          fmt::format("{}'{}': '{}' leads back to itself", where, joined(path, "."), text));
    }
    try {
      Scope scope(*this, path);
      Node value = evaluate_text(text, scope);
      value.copy_origin(node);
      active_.erase(path);
      return done_.emplace(path, std::move(value)).first->second;
    } catch (const LocatedError&) {
      throw;
    } catch (const Error& error) {
      throw LocatedError(fmt::format("{}'{}': cannot resolve '{}': {}", where, joined(path, "."),
                                     text, error.what()));
    }
  }

  // Within a value that holds no interpolations any more.
  static Node descend(const Node& value, const Path& keys) { return value.at(bracketed(keys)); }

  bool passes_interpolation(const Path& keys) const {
    const Node* node = &root_;
    for (const std::string& key : keys) {
      if (node->is_interpolation()) {
        return true;
      }
      node = node->child(key);
      if (node == nullptr) {
        return false;
      }
    }
    return false;
  }

  static Path below(Path path, const std::string& key) {
    path.push_back(key);
    return path;
  }

  // Keys that may hold dots, as one path.
  static std::string bracketed(const Path& keys) {
    std::string path;
    for (const std::string& key : keys) {
      const bool plain = !key.empty() && key.find_first_of(".[]") == std::string::npos;
      path += plain ? (path.empty() ? key : "." + key) : fmt::format("[{}]", key);
    }
    return path;
  }

  const Node& root_;
  std::map<Path, Node> done_;
  std::set<Path> active_;
};

}  // namespace

void resolve(Node& root) {
  const Node source = root;
  root = Evaluator(source).resolved(source, {});
}

Node interpolate(const std::string& text, const Node& root) { return Evaluator(root).text(text); }

}  // namespace goodparts::config
