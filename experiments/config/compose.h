// A config put together from a folder of YAML files and overrides, by Hydra 1.3's rules.
//
// A file's `defaults` list names the configs it is made of (`group: option`, `_self_`, `optional`,
// `override`, `group@package: option`, nested, `???` for a choice that must be given); overrides
// choose other options (`group=option`,
// `+group=option`, `~group`) or change values (`key=value`, `+key=value`, `++key=value`, `~key`).
// Interpolations stay as they are: resolve() (interpolate.h) replaces them.
//
// https://hydra.cc/docs/1.3/advanced/defaults_list/ and
// https://hydra.cc/docs/1.3/advanced/override_grammar/basic/
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/config/node.h"

namespace goodparts::config {

// Where configs are looked for, in order; the first match wins.
class SearchPath {
 public:
  // Throws Error(kConfig) if it is no folder.
  void add_folder(const std::filesystem::path& folder);
  // `files`: path within the tree ("method/patchcore.yaml") → text.
  void add_embedded(const std::string& label, const std::map<std::string, std::string>& files);

  // A file found: its text, and its name for messages.
  struct File {
    std::string text;
    std::string name;
  };
  // config_path without or with its .yaml, "method/patchcore".
  std::optional<File> read(const std::string& config_path) const;
  bool has_group(const std::string& group) const;
  std::vector<std::string> options(const std::string& group) const;  // sorted, without .yaml
  std::vector<std::string> groups(
      const std::string& parent) const;     // sorted names right below; parent "" is the top
  std::vector<std::string> labels() const;  // for messages

 private:
  struct Source {
    std::string label;
    std::filesystem::path folder;              // empty if embedded
    std::map<std::string, std::string> files;  // if embedded
  };
  // What lies directly in a group: names of files, and of folders with a '/' at the end.
  std::set<std::string> children(const std::string& group) const;

  std::vector<Source> sources_;
};

// One line of the final defaults list: which config goes where, in the order of merging (later
// wins).
struct DefaultsEntry {
  std::string config_path;  // "method/patchcore"
  std::string package;      // "method"; "" is the root
  bool is_self = false;     // the config's own content, placed by _self_
  std::optional<std::string>
      parent;  // the config whose defaults list named it; none for the primary config
  bool operator==(const DefaultsEntry&) const = default;
};

struct Composition {
  Node config;
  std::vector<std::pair<std::string, std::string>>
      choices;  // group → option, "null" where none was chosen
  std::vector<DefaultsEntry> defaults;
  std::vector<std::string> overrides;
};

// `config_name` "" composes from overrides alone. `overrides` may hold no sweeps (expand_sweep()
// first). A top-level `hydra:` node, Hydra's own settings, is left out of the result. Throws
// Error(kConfig): a missing config (with the group's options and the nearest), an unknown key (with
// + and the nearest key), and so on.
Composition compose(const SearchPath& search_path, const std::string& config_name,
                    const std::vector<std::string>& overrides);

}  // namespace goodparts::config
