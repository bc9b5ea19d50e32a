#include "datasets/image/list_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "kernels/base/config.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kExtensions = {
    ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm"};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

template <class Keep>  // bool(const fs::directory_entry&)
void collect(const fs::path& folder, const fs::path& prefix, bool with_subfolders, const Keep& keep,
             std::vector<std::string>& names) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (is_hidden(entry.path())) {
      continue;
    }
    const fs::path name = prefix / entry.path().filename();
    if (keep(entry)) {
      names.push_back(name.generic_string());
    }
    if (with_subfolders && entry.is_directory()) {
      collect(entry.path(), name, true, keep, names);
    }
  }
}

template <class Keep>
std::vector<std::string> list(const fs::path& folder, bool with_subfolders, const Keep& keep) {
  std::vector<std::string> names;
  try {
    collect(folder, {}, with_subfolders, keep, names);
  } catch (const fs::filesystem_error& wrong) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: cannot be listed ({}); check that it exists and may be read",
                            folder.string(), wrong.code().message()));
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> list_files(const fs::path& folder) {
  return list(folder, false,
              [](const fs::directory_entry& entry) { return entry.is_regular_file(); });
}

}  // namespace

bool has_image_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

std::vector<std::string> list_images(const fs::path& folder, bool with_subfolders) {
  return list(folder, with_subfolders, [](const fs::directory_entry& entry) {
    return has_image_extension(entry.path()) && entry.is_regular_file();
  });
}

std::vector<std::string> list_folders(const fs::path& folder) {
  return list(folder, false, [](const fs::directory_entry& entry) { return entry.is_directory(); });
}

std::string name_some(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 10;
  if (names.empty()) {
    return "nothing";
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > kNamed ? fmt::format("{} and {} more", text, names.size() - kNamed) : text;
}

void require_folder(const fs::path& folder, const std::string& meaning) {
  std::error_code code;
  if (fs::is_directory(folder, code)) {
    return;
  }
  if (fs::exists(folder, code)) {
    throw Error(ErrorKind::kData, fmt::format("{}: {} is not a folder", folder.string(), meaning));
  }
  std::string message = fmt::format("{}: {} does not exist", folder.string(), meaning);
  const fs::path whole = (folder.has_filename() ? folder : folder.parent_path()).lexically_normal();
  const fs::path parent = whole.has_parent_path() ? whole.parent_path() : fs::path(".");
  if (!fs::is_directory(parent, code)) {
    throw Error(ErrorKind::kData, message + fmt::format("; nor does {}", parent.string()));
  }
  const std::vector<std::string> there = list_folders(parent);
  message += fmt::format("; folders in {}: {}", parent.string(), name_some(there));
  if (const std::string near = nearest_match(whole.filename().string(), there); !near.empty()) {
    message += fmt::format("; did you mean '{}'?", near);
  }
  throw Error(ErrorKind::kData, message);
}

std::vector<std::string> require_images(const fs::path& folder, bool with_subfolders,
                                        const std::string& meaning) {
  require_folder(folder, meaning);
  std::vector<std::string> names = list_images(folder, with_subfolders);
  if (names.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no images for {} (PNG, JPEG, BMP, TIFF, WebP, PNM); files there: "
                            "{}; folders there: {}",
                            folder.string(), meaning, name_some(list_files(folder)),
                            name_some(list_folders(folder))));
  }
  return names;
}

}  // namespace goodparts
