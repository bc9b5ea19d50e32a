#include "datasets/tabular/text_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernels/base/error.h"

namespace goodparts {

std::string read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::kData, fmt::format("{}: is a folder; name a file", path));
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", path,
                                              std::filesystem::exists(path, ignored)
                                                  ? "cannot be read; check its permissions"
                                                  : "there is no such file"));
  }
  return text.str();
}

}  // namespace goodparts
