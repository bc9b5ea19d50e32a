// The folders that hold the anomaly maps of scored parts and the masks of their defects.
//
// The map of part "test/crack/003.png" is test/crack/003 with .npy, .tiff, .tif or .png, below the
// folder or below its subfolder named after the unit; the extension may also follow the whole id
// (003.png.npy), and a leading "test/" may be missing. Its mask is found in the same way, also as
// 003_mask.png (MVTec); where there is a folder test/crack/003/, the defects are all masks in it
// (MVTec LOCO). A good part needs no mask.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "metrics/score_table.h"

namespace goodparts {

class MapFolder {
 public:
  // Looks for the files of all rows; reads none. Throws Error(kData): no such folder; a unit where
  // some labelled test parts have maps and others have none; an anomalous part with a map but
  // without a mask. `masks` empty: there are none, and no pixels to compare.
  MapFolder(const ScoreTable& table, std::filesystem::path maps, std::filesystem::path masks);

  // The labelled test parts of a unit; null where it has no maps or no anomalous part has a mask.
  // Reading throws Error(kData) where a map and its mask differ in size.
  std::unique_ptr<TestMaps> test(const std::string& unit) const;
  // Its held-out good parts, with empty masks; null where none has a map.
  std::unique_ptr<TestMaps> calibration(const std::string& unit) const;
  // Things a reader must know: maps with 8 bits.
  std::vector<std::string> warnings() const;

  struct Files {
    std::filesystem::path map;                 // empty: none
    std::vector<std::filesystem::path> masks;  // united
  };

  // Of a row of the table.
  const Files& files(std::size_t row) const { return files_[row]; }

 private:
  std::unique_ptr<TestMaps> source(const std::string& unit, Split split) const;
  void find_files(std::size_t row);
  void require_all(const std::string& unit) const;

  const ScoreTable& table_;
  std::filesystem::path maps_;
  std::filesystem::path masks_;
  std::vector<Files> files_;  // for each row
};

}  // namespace goodparts
