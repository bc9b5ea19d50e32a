// What overrides, from the command line and from defaults lists, say about groups: which option to
// take, what to add, what to leave out; and which choices were made in the end.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/config/compose.h"
#include "experiments/config/default_item.h"
#include "experiments/config/override_parser.h"

namespace goodparts::config {

class GroupOverrides {
 public:
  // Sorts the overrides into those of groups and those of values. Throws Error(kConfig).
  GroupOverrides(const SearchPath& search_path, const std::vector<Override>& overrides);

  const std::vector<DefaultItem>& appended() const { return appended_; }
  const std::vector<Override>& value_overrides() const { return value_overrides_; }
  const std::vector<std::pair<std::string, std::string>>& choices() const { return choices_; }

  // `override group: option` in the defaults list of `config_path`; who said it first wins.
  void add(const std::string& config_path, const DefaultItem& item);
  // Puts the overriding choice into the item, if there is one.
  void apply(DefaultItem& item);
  // Whether ~group leaves the item out.
  bool deletes(const DefaultItem& item);
  // Records what was chosen. Throws Error(kConfig) if another option was before.
  void record_choice(const DefaultItem& item);
  // Throws Error(kConfig) if an override or a deletion met no item.
  void require_all_used() const;

 private:
  struct Choice {
    std::optional<std::string> option;
    std::optional<std::vector<std::string>> options;
    std::string said_in;  // the config whose defaults list says so; "": an override from outside
    std::string text;     // as it was written
    bool used = false;
  };
  struct Deletion {
    std::optional<std::string> option;
    bool used = false;
  };

  void add_override(const Override& override);

  std::map<std::string, Choice> overriding_;  // by override key
  std::map<std::string, Deletion> deletions_;
  std::vector<DefaultItem> appended_;
  std::vector<Override> value_overrides_;
  std::vector<std::pair<std::string, std::string>> choices_;
  std::map<std::string, std::set<std::string>> keys_of_group_;
};

}  // namespace goodparts::config
