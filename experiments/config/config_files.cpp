#include "experiments/config/config_files.h"

#include <fmt/format.h>

#include <sstream>

#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

// The `# @package NAME` line, which must come before any content.
std::optional<std::string> package_header(const SearchPath::File& file) {
  std::istringstream lines(file.text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word)) {
      continue;
    }
    if (!word.starts_with('#')) {
      break;
    }
    word.erase(0, word.find_first_not_of('#'));
    if (word.empty() || word == "#") {
      words >> word;
    }
    if (!word.starts_with('@')) {
      break;
    }
    std::string value;
    std::string more;
    if (!(words >> value) || words >> more) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}:{}: write '# @package NAME'", file.name, number));
    }
    if (word == "@package") {
      return value;
    }
  }
  return std::nullopt;
}

ConfigFile parse_file(const SearchPath::File& file, const std::string& config_path) {
  ConfigFile result;
  result.config = parse_yaml(file.text, file.name);
  result.package_header = package_header(file);
  if (const Node* defaults = result.config.is_map() ? result.config.child("defaults") : nullptr;
      defaults != nullptr) {
    result.defaults = parse_defaults(*defaults, config_path);
    result.config.erase("defaults");
  }
  return result;
}

}  // namespace

const ConfigFile* ConfigFiles::find(const std::string& config_path) {
  auto known = files_.find(config_path);
  if (known == files_.end()) {
    const std::optional<SearchPath::File> file = search_path_.read(config_path);
    known =
        files_
            .emplace(config_path, file.has_value() ? std::optional(parse_file(*file, config_path))
                                                   : std::nullopt)
            .first;
  }
  return known->second.has_value() ? &*known->second : nullptr;
}

}  // namespace goodparts::config
