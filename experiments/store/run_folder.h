// A run's folder: written under a hidden temporary name beside its final one, and renamed once,
// when it is whole. Readers skip hidden folders, so what a killed run leaves behind is never taken
// for a result.
#pragma once

#include <filesystem>
#include <vector>

namespace goodparts {

class RunFolder {
 public:
  // Throws Error(kOutput) if `final_path` is taken by anything but an empty folder, unless
  // `overwrite` is set and it holds a finished run; also where the folder cannot be made.
  RunFolder(std::filesystem::path final_path, bool overwrite);
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  ~RunFolder();  // removes the temporary folder unless published

  const std::filesystem::path& staging() const { return staging_; }
  void publish();

 private:
  std::filesystem::path final_;
  std::filesystem::path staging_;
  bool overwrite_;
  bool published_ = false;
};

// True if the folder holds a finished run.
bool is_finished_run(const std::filesystem::path& folder);

// The finished runs at or below `folder`, sorted by path. Hidden folders are skipped.
std::vector<std::filesystem::path> find_runs(const std::filesystem::path& folder);

}  // namespace goodparts
