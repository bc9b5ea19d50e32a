#include "datasets/image/open_images.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "datasets/image/conditions.h"
#include "datasets/image/image_files.h"
#include "datasets/image/list_images.h"
#include "kernels/base/error.h"

namespace goodparts {

namespace fs = std::filesystem;

std::unique_ptr<SampleSource> open_images(const InputSpec& spec,
                                          const std::vector<std::string>& paths) {
  std::vector<ImageFile> files;
  std::set<std::string> seen;  // a file given twice, say by name and with its folder, is one sample
  const auto add = [&](const fs::path& path) {
    SampleInfo info;
    info.id = path.lexically_normal().generic_string();
    group_by_lot(info);
    if (seen.insert(info.id).second) {
      files.push_back({path, info});
    }
  };
  for (const fs::path path : paths) {
    std::error_code unreadable;
    if (fs::is_directory(path, unreadable)) {
      for (const std::string& name : require_images(path, true, "the detector")) {
        add(path / name);
      }
    } else if (!fs::exists(path, unreadable)) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{}: does not exist or cannot be read; give image files or folders of them",
                      path.string()));
    } else {
      add(path);
    }
  }
  if (files.empty()) {
    throw Error(ErrorKind::kData, "no inputs; give image files or folders of them");
  }
  return make_image_files(std::move(files), {spec.resize_height, spec.resize_width, spec.crop});
}

}  // namespace goodparts
