#include "experiments/config/defaults_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "experiments/config/defaults_tree.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

// Flattens the tree, depth first, and checks that no group is there twice.
class Flattener {
 public:
  std::vector<DefaultsEntry> flatten(const DefaultsNode& root) {
    visit(root, nullptr);
    return std::move(entries_);
  }

 private:
  void visit(const DefaultsNode& node, const DefaultItem* parent) {
    if (node.children.empty()) {
      add(node.item, parent, false);
    }
    for (const DefaultsNode& child : node.children) {
      if (child.item.is_self()) {
        add(node.item, parent, true);
      } else {
        visit(child, &node.item);
      }
    }
  }

  void add(const DefaultItem& item, const DefaultItem* parent, bool is_self) {
    if (item.deleted || !item.name().has_value() || (item.primary && item.path == kNoConfig)) {
      return;
    }
    if (!is_self && item.is_group() && !keys_.insert(item.override_key()).second) {
      const std::string where = item.origin.empty() ? "" : item.origin + ": ";
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}'{}' appears more than once in the final defaults list", where,
                              item.override_key()));
    }
    entries_.push_back({item.config_path(), item.final_package(), is_self,
                        parent != nullptr ? std::optional(parent->config_path()) : std::nullopt});
  }

  std::vector<DefaultsEntry> entries_;
  std::set<std::string> keys_;
};

}  // namespace

DefaultsList build_defaults_list(ConfigFiles& files, const std::string& config_name,
                                 const std::vector<Override>& overrides) {
  GroupOverrides group_overrides(files.search_path(), overrides);
  const DefaultsNode root = build_defaults_tree(files, group_overrides, config_name);
  DefaultsList result;
  result.entries = Flattener().flatten(root);
  group_overrides.require_all_used();
  result.choices = group_overrides.choices();
  std::reverse(result.choices.begin(),
               result.choices.end());  // they were made from the last to the first
  result.value_overrides = group_overrides.value_overrides();
  return result;
}

}  // namespace goodparts::config
