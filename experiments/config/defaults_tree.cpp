#include "experiments/config/defaults_tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/config/interpolate.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

std::string located(const DefaultItem& item) {
  return item.origin.empty() ? "" : item.origin + ": ";
}

// Puts _self_ at the end where a list of items does not place it. True if it did.
bool place_self(std::vector<DefaultItem>& items, const std::string& config_path) {
  const auto selves = std::count_if(items.begin(), items.end(),
                                    [](const DefaultItem& item) { return item.is_self(); });
  if (selves > 1) {
    fail(fmt::format("Duplicate _self_ defined in '{}'; keep one", config_path));
  }
  const bool adds = std::any_of(items.begin(), items.end(),
                                [](const DefaultItem& item) { return !item.override; });
  if (selves == 1 || (!adds && !items.empty())) {
    return false;
  }
  DefaultItem self;
  self.path = "_self_";
  items.push_back(std::move(self));
  return true;
}

class TreeBuilder {
 public:
  TreeBuilder(ConfigFiles& files, GroupOverrides& overrides)
      : files_(files), overrides_(overrides) {}

  DefaultsNode build(const std::string& config_name) {
    DefaultsNode root;
    root.item.path = config_name.empty() ? kNoConfig : config_name;
    root.item.primary = true;
    expand(root, nullptr, false);
    return root;
  }

 private:
  // Reads the node's config and builds the subtree that its defaults list asks for. `interpolated`:
  // the node's name came from an interpolation, which is known only after overrides have been
  // collected.
  void expand(DefaultsNode& node, const DefaultItem* parent, bool interpolated) {
    DefaultItem& item = node.item;
    const ConfigFile* file = load(item);
    if (file != nullptr && file->package_header.has_value() && !item.is_missing()) {
      item.set_header(*file->package_header);
    }
    if (overrides_.deletes(item)) {
      item.deleted = true;
      return;
    }
    overrides_.record_choice(item);
    if (!item.name().has_value()) {
      return;
    }
    if (item.is_missing()) {
      must_choose(item);
    }
    if (file == nullptr) {
      if (!item.optional) {
        not_found(item, parent);
      }
      item.deleted = true;
      return;
    }
    std::vector<DefaultItem> items = file->defaults;
    const bool appends = item.primary && !overrides_.appended().empty();
    const bool self_added = (!items.empty() || appends) && place_self(items, item.config_path());
    if (appends) {
      items.insert(items.end(), overrides_.appended().begin(), overrides_.appended().end());
    }
    collect_overrides(items, item, interpolated);
    add_children(node, items, interpolated);
    expand_deferred(node, items, self_added);
    std::reverse(node.children.begin(), node.children.end());
  }

  const ConfigFile* load(const DefaultItem& item) {
    static const ConfigFile kEmpty;
    if (item.primary && item.path == kNoConfig) {
      return &kEmpty;
    }
    return item.name().has_value() ? files_.find(item.config_path()) : nullptr;
  }

  // `override` items go at the end, and say which options the others take.
  void collect_overrides(std::vector<DefaultItem>& items, const DefaultItem& parent,
                         bool interpolated) {
    const DefaultItem* last = nullptr;
    for (DefaultItem& item : items) {
      if (item.is_self()) {
        continue;
      }
      item.set_parent(parent.group_path(), parent.final_package());
      if (last != nullptr && !item.override && !item.appended) {
        fail(
            fmt::format("{}In '{}': override '{}' is defined before '{}'; overrides go at the end "
                        "of the defaults list",
                        located(*last), parent.config_path(), last->override_key(),
                        item.is_group() ? item.override_key() : item.config_path()));
      }
      if (item.override) {
        last = &item;
        if (interpolated) {
          fail(fmt::format(
              "{}In '{}': overrides are not allowed below an interpolated choice (override {})",
              located(item), parent.config_path(), item.override_key()));
        }
        overrides_.add(parent.config_path(), item);
      }
    }
  }

  // From the last to the first, so that children[0] is the last; the caller turns them round.
  void add_children(DefaultsNode& node, std::vector<DefaultItem>& items, bool interpolated) {
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
      if (item->is_self()) {
        node.children.push_back({*item, {}});
        continue;
      }
      if (item->override) {
        continue;
      }
      item->set_parent(node.item.group_path(), node.item.final_package());
      overrides_.apply(*item);
      if (item->options.has_value()) {
        add_options(node, *item, interpolated);
        continue;
      }
      DefaultsNode child{*item, {}};
      if (!item->is_interpolation()) {
        expand(child, &node.item, interpolated);
      }
      node.children.push_back(std::move(child));
    }
  }

  void add_options(DefaultsNode& node, const DefaultItem& group, bool interpolated) {
    for (auto option = group.options->rbegin(); option != group.options->rend(); ++option) {
      if (option->find("${") != std::string::npos) {
        fail(fmt::format("{}In '{}': interpolation is not supported in lists of options",
                         located(group), node.item.config_path()));
      }
      DefaultItem item = group;
      item.kind = DefaultItem::Kind::kConfig;
      item.path = fmt::format("{}/{}", group.path, *option);
      item.options.reset();
      item.set_parent(node.item.group_path(), node.item.final_package());
      DefaultsNode child{std::move(item), {}};
      expand(child, &node.item, interpolated);
      node.children.push_back(std::move(child));
    }
  }

  // Choices such as ${group1}_${group2}, now that all others are made.
  void expand_deferred(DefaultsNode& node, const std::vector<DefaultItem>& items, bool self_added) {
    const Node known = known_choices(items, self_added);
    for (DefaultsNode& child : node.children) {
      if (!child.item.is_interpolation()) {
        continue;
      }
      std::string& text = child.item.is_group() ? *child.item.option : child.item.path;
      text = resolve_choice(child.item, text, known);
      child.item.set_parent(node.item.group_path(), node.item.final_package());
      expand(child, &node.item, true);
    }
  }

  Node known_choices(const std::vector<DefaultItem>& items, bool self_added) const {
    Node known = Node::map();
    for (const auto& [key, option] : overrides_.choices()) {
      known.set_child(key, Node(option));
    }
    Node defaults = Node::list();  // for Hydra 1.0's ${defaults.0.group}
    for (const DefaultItem& item : items) {
      if (item.is_self()) {
        if (!self_added) {
          defaults.items().emplace_back(item.path);
        }
      } else if (!item.is_group()) {
        defaults.items().emplace_back(item.config_path());
      } else {
        Node entry = Node::map();
        entry.set_child(item.override_key(),
                        item.option.has_value() ? Node(*item.option) : Node::null());
        defaults.items().push_back(std::move(entry));
      }
    }
    known.set_child("defaults", std::move(defaults));
    return known;
  }

  static std::string resolve_choice(const DefaultItem& item, const std::string& text,
                                    const Node& known) {
    try {
      return interpolate(text, known).as_string();
    } catch (const Error& error) {
      std::vector<std::string> keys;
      for (const auto& [key, value] : known.entries()) {
        if (key != "defaults") {
          keys.push_back(key);
        }
      }
      fail(fmt::format(
          "{}Error resolving interpolation '{}' in the defaults list: {}; possible keys: {}",
          located(item), text, error.what(), joined(keys, ", ")));
    }
  }

  [[noreturn]] void must_choose(const DefaultItem& item) const {
    if (!item.is_group()) {
      fail(fmt::format(
          "{}the missing config '{}' cannot be chosen from outside; write 'group: \?\?\?'",
          located(item), item.path));
    }
    const std::string key = item.override_key();
    fail(fmt::format("{}You must specify '{}', e.g. {}=<OPTION>. Available options: {}",
                     located(item), key, key,
                     joined(files_.search_path().options(item.group_path()), ", ")));
  }

  [[noreturn]] void not_found(const DefaultItem& item, const DefaultItem* parent) const {
    const std::string path = item.config_path();
    const std::string where = joined(files_.search_path().labels(), ", ");
    std::string message = located(item);
    if (item.primary) {
      message += fmt::format("Cannot find primary config '{}'.", path);
    } else {
      message += fmt::format("In '{}': could not find '{}'.", parent->config_path(), path);
    }
    const std::string group = item.group_path();
    const std::vector<std::string> options = files_.search_path().options(group);
    const std::string near = nearest_match(item.name().value(), options);
    message += near.empty() ? "" : fmt::format(" Did you mean '{}'?", near);
    message += options.empty()
                   ? ""
                   : fmt::format(" Available options in '{}': {}.", group, joined(options, ", "));
    fail(message + fmt::format(" Config search path: {}", where.empty() ? "(empty)" : where));
  }

  ConfigFiles& files_;
  GroupOverrides& overrides_;
};

}  // namespace

DefaultsNode build_defaults_tree(ConfigFiles& files, GroupOverrides& overrides,
                                 const std::string& config_name) {
  return TreeBuilder(files, overrides).build(config_name);
}

}  // namespace goodparts::config
