// The files of a sensor dataset.
#pragma once

#include <string>
#include <vector>

namespace goodparts {

struct SensorFile {
  std::string name;  // relative to the deepest folder that all files share, without the extension
  std::string path;
  bool may_lack_labels = false;  // said to be good; otherwise a missing label column is an error
};

// The files that `entries` name: files as they are, folders with all .csv files below them, and
// patterns with * ? [ ]. Sorted by path, numbers by value (2 before 10), each once. Throws
// Error(kData) for an entry that yields no file.
std::vector<SensorFile> find_sensor_files(const std::vector<std::string>& entries);

// The same below one folder: names are relative to it.
std::vector<SensorFile> find_sensor_files_below(const std::string& root,
                                                const std::vector<std::string>& folders);

}  // namespace goodparts
