#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "experiments/config/compose.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

std::string with_extension(const std::string& config_path) {
  return config_path.ends_with(".yaml") || config_path.ends_with(".yml") ? config_path
                                                                         : config_path + ".yaml";
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: cannot be read; check its permissions", file.string()));
  }
  return text.str();
}

// The name of an option: a file without its last extension.
std::string stem(const std::string& file) { return file.substr(0, file.rfind('.')); }

bool is_config_file(const std::string& name) { return name.ends_with(".yaml"); }

// What lies directly in `group` of an embedded tree: names of files, or of folders with a '/' at
// the end.
std::set<std::string> embedded_children(const std::map<std::string, std::string>& files,
                                        const std::string& group) {
  const std::string prefix = group.empty() ? "" : group + "/";
  std::set<std::string> names;
  for (auto file = files.lower_bound(prefix);
       file != files.end() && file->first.starts_with(prefix); ++file) {
    const std::string rest = file->first.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    names.insert(slash == std::string::npos ? rest : rest.substr(0, slash + 1));
  }
  return names;
}

std::set<std::string> folder_children(const std::filesystem::path& folder) {
  std::set<std::string> names;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.insert(entry.path().filename().string() + (entry.is_directory() ? "/" : ""));
    }
  }
  return names;
}

}  // namespace

void SearchPath::add_folder(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("the config folder '{}' is no folder", folder.string()));
  }
  sources_.push_back({folder.string(), folder, {}});
}

void SearchPath::add_embedded(const std::string& label,
                              const std::map<std::string, std::string>& files) {
  sources_.push_back({label, {}, files});
}

std::optional<SearchPath::File> SearchPath::read(const std::string& config_path) const {
  const std::string name = with_extension(config_path);
  for (const Source& source : sources_) {
    if (const auto found = source.files.find(name); found != source.files.end()) {
      return File{found->second, source.label + "/" + name};
    }
    const std::filesystem::path file = source.folder / name;
    if (!source.folder.empty() && std::filesystem::is_regular_file(file)) {
      return File{read_file(file), file.string()};
    }
  }
  return std::nullopt;
}

std::set<std::string> SearchPath::children(const std::string& group) const {
  std::set<std::string> names;
  for (const Source& source : sources_) {
    names.merge(source.folder.empty() ? embedded_children(source.files, group)
                                      : folder_children(source.folder / group));
  }
  return names;
}

bool SearchPath::has_group(const std::string& group) const {
  return !group.empty() && std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    return source.folder.empty() ? !embedded_children(source.files, group).empty()
                                 : std::filesystem::is_directory(source.folder / group);
  });
}

std::vector<std::string> SearchPath::options(const std::string& group) const {
  std::set<std::string> names;
  for (const std::string& name : children(group)) {
    if (is_config_file(name)) {
      names.insert(stem(name));
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> SearchPath::groups(const std::string& parent) const {
  std::set<std::string> names;
  for (const std::string& name : children(parent)) {
    if (name.ends_with('/')) {
      names.insert(name.substr(0, name.size() - 1));
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> SearchPath::labels() const {
  std::vector<std::string> labels;
  for (const Source& source : sources_) {
    labels.push_back(source.label);
  }
  return labels;
}

}  // namespace goodparts::config
