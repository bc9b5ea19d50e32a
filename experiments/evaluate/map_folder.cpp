#include "experiments/evaluate/map_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "experiments/evaluate/map_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kMapEndings = {".npy", ".tiff", ".tif", ".png"};
const std::vector<std::string> kMaskEndings = {".png", "_mask.png", ".tiff",
                                               ".tif", ".bmp",      ".jpg"};

void require_folder(const fs::path& folder, const char* option) {
  if (!fs::is_directory(folder)) {
    throw Error(ErrorKind::kData, fmt::format("{}: no such folder ({})", folder.string(), option));
  }
}

// The paths, without an extension, at which files of a part may lie below a folder.
std::vector<fs::path> stems(const std::string& id, const std::string& unit) {
  const fs::path whole = fs::path(id).relative_path();
  std::vector<fs::path> result;
  const auto add = [&](const fs::path& path) {
    result.push_back(fs::path(path).replace_extension());
    result.push_back(path);
    if (!unit.empty()) {
      result.push_back(fs::path(unit) / fs::path(path).replace_extension());
      result.push_back(fs::path(unit) / path);
    }
  };
  add(whole);
  if (!whole.empty() && *whole.begin() == "test") {
    add(whole.lexically_relative("test"));
  }
  return result;
}

fs::path find_file(const fs::path& folder, const std::string& id, const std::string& unit,
                   const std::vector<std::string>& endings) {
  for (const fs::path& stem : stems(id, unit)) {
    for (const std::string& ending : endings) {
      fs::path file = folder / stem;
      file += ending;
      if (fs::is_regular_file(file)) {
        return file;
      }
    }
  }
  return {};
}

std::vector<fs::path> find_masks(const fs::path& folder, const std::string& id,
                                 const std::string& unit) {
  if (fs::path file = find_file(folder, id, unit, kMaskEndings); !file.empty()) {
    return {std::move(file)};
  }
  std::vector<fs::path> files;
  for (const fs::path& stem : stems(id, unit)) {
    if (!fs::is_directory(folder / stem)) {
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / stem)) {
      if (entry.is_regular_file()) {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
    break;
  }
  return files;
}

class MapFiles : public TestMaps {
 public:
  MapFiles(std::vector<MapFolder::Files> files, std::vector<std::size_t> rows)
      : files_(std::move(files)), rows_(std::move(rows)) {}
  bool concurrent_reads() const override { return true; }
  std::size_t row(std::int64_t index) const override {
    return rows_[static_cast<std::size_t>(index)];
  }
  std::int64_t size() const override { return std::ssize(files_); }
  PixelImage read(std::int64_t index) const override {
    const MapFolder::Files& files = files_[static_cast<std::size_t>(index)];
    AnomalyMap map = read_map_file(files.map);
    PixelImage image{map.height, map.width, std::move(map.values), {}};
    image.name = files.map.string();
    image.mask.resize(image.scores.size(), 0);
    for (const fs::path& path : files.masks) {
      const Mask mask = read_mask_file(path);
      if (mask.height != map.height || mask.width != map.width) {
        throw Error(ErrorKind::kData,
                    fmt::format("{} is {} × {} and {} is {} × {}; write maps at the size of the "
                                "masks, best at the images' original size",
                                files.map.string(), map.height, map.width, path.string(),
                                mask.height, mask.width));
      }
      std::transform(mask.pixels.begin(), mask.pixels.end(), image.mask.begin(), image.mask.begin(),
                     std::bit_or<>());
    }
    return image;
  }

 private:
  std::vector<MapFolder::Files> files_;
  std::vector<std::size_t> rows_;  // of the table
};

}  // namespace

MapFolder::MapFolder(const ScoreTable& table, fs::path maps, fs::path masks)
    : table_(table), maps_(std::move(maps)), masks_(std::move(masks)), files_(table.size()) {
  require_folder(maps_, "--maps");
  if (!masks_.empty()) {
    require_folder(masks_, "--masks");
  }
  for (std::size_t row = 0; row < table.size(); ++row) {
    find_files(row);
  }
  for (const std::string& unit : std::set<std::string>(table.unit.begin(), table.unit.end())) {
    require_all(unit);
  }
  if (std::all_of(files_.begin(), files_.end(), [](const auto& f) { return f.map.empty(); })) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: holds a map of no part; for part '{}' expected {} with .npy, "
                            ".tiff, .tif or .png",
                            maps_.string(), table.id.front(),
                            (maps_ / stems(table.id.front(), "").front()).string()));
  }
}

void MapFolder::find_files(std::size_t row) {
  const std::string& id = table_.id[row];
  const std::string& unit = table_.unit[row];
  Files& files = files_[row];
  files.map = find_file(maps_, id, unit, kMapEndings);
  if (files.map.empty() || masks_.empty() || table_.label[row] != 1) {
    return;
  }
  files.masks = find_masks(masks_, id, unit);
  if (files.masks.empty()) {
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: no mask of the anomalous part '{}'; expected {} (or _mask.png), or "
                    "leave out its map",
                    masks_.string(), id, (masks_ / stems(id, "").front()).string() + ".png"));
  }
}

void MapFolder::require_all(const std::string& unit) const {
  std::int64_t found = 0;
  std::int64_t missing = 0;
  std::size_t first = 0;
  for (std::size_t row = 0; row < table_.size(); ++row) {
    if (table_.unit[row] != unit || table_.split[row] != Split::kTest || table_.label[row] < 0) {
      continue;
    }
    if (!files_[row].map.empty()) {
      ++found;
    } else if (missing++ == 0) {
      first = row;
    }
  }
  if (found > 0 && missing > 0) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: {} of {} labelled test parts have no map, the first is '{}' "
                            "(expected {} with .npy, .tiff, .tif or .png); pixel metrics of a part "
                            "of the test set would mislead, so write all maps",
                            maps_.string(), missing, found + missing, table_.id[first],
                            (maps_ / stems(table_.id[first], "").front()).string()));
  }
}

std::unique_ptr<TestMaps> MapFolder::source(const std::string& unit, Split split) const {
  std::vector<Files> files;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table_.size(); ++row) {
    if (table_.unit[row] == unit && table_.split[row] == split && table_.label[row] >= 0 &&
        !files_[row].map.empty()) {
      files.push_back(files_[row]);
      rows.push_back(row);
    }
  }
  return files.empty() ? nullptr : std::make_unique<MapFiles>(std::move(files), std::move(rows));
}

std::unique_ptr<TestMaps> MapFolder::test(const std::string& unit) const {
  return masks_.empty() ? nullptr : source(unit, Split::kTest);
}

std::unique_ptr<TestMaps> MapFolder::calibration(const std::string& unit) const {
  return source(unit, Split::kCalibration);
}

std::vector<std::string> MapFolder::warnings() const {
  const bool pictures = std::any_of(files_.begin(), files_.end(), [](const Files& files) {
    return files.map.extension() == ".png";
  });
  return pictures ? std::vector<std::string>{"anomaly maps are PNG: rounded to 256 or 65,536 "
                                             "levels, often rescaled image by image; metrics of "
                                             "pixels may differ from those of the scores "
                                             "themselves"}
                  : std::vector<std::string>{};
}

}  // namespace goodparts
