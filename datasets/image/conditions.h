// Operating conditions of images, from an optional file `conditions.csv` in the folder that holds
// them:
//
//     id,shift,lot,lux
//     test/good/000.png,night,L7,312.5
//
// The column `id` (or `file`) is the image's path relative to that folder; every other column is a
// condition. A column whose values are all numbers is numeric. Cells may be empty (not known) or
// quoted; the separator is a comma, semicolon or tab, whichever the header has. A condition named
// `lot` also groups samples: images of one lot are not independent.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "datasets/sample.h"

namespace goodparts {

inline constexpr const char* kConditionsFile = "conditions.csv";
inline constexpr const char* kLot = "lot";

class ConditionTable {
 public:
  // Empty where `folder` has no conditions.csv. Throws Error(kData) with file and line.
  explicit ConditionTable(const std::filesystem::path& folder);

  // Fills conditions and group from the row named `key`, if there is one.
  void apply(const std::string& key, SampleInfo& info) const;
  // What looks wrong: rows that name none of `keys`, keys without a row.
  std::vector<std::string> warnings(const std::vector<std::string>& keys) const;

 private:
  std::filesystem::path path_;
  std::map<std::string, std::vector<Condition>> rows_;
};

// Sets the group to the lot where that is among the conditions, else to the sample's own id.
void group_by_lot(SampleInfo& info);

}  // namespace goodparts
