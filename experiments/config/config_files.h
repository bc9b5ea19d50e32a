// The config files of one composition, each read and parsed once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/config/compose.h"
#include "experiments/config/default_item.h"

namespace goodparts::config {

struct ConfigFile {
  Node config;  // without its defaults list
  std::vector<DefaultItem> defaults;
  std::optional<std::string> package_header;  // "# @package …"
};

class ConfigFiles {
 public:
  explicit ConfigFiles(const SearchPath& search_path) : search_path_(search_path) {}

  // nullptr if there is no such config. Throws Error(kConfig) if it is malformed.
  const ConfigFile* find(const std::string& config_path);
  const SearchPath& search_path() const { return search_path_; }

 private:
  const SearchPath& search_path_;
  std::map<std::string, std::optional<ConfigFile>> files_;
};

}  // namespace goodparts::config
