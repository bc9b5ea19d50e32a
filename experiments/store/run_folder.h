// A run's folder: written under a hidden temporary name beside its final one, and renamed once,
// when it is whole. Readers skip hidden folders, so what a killed run leaves behind is never taken
// for a result. Long trainings keep their checkpoints in another hidden sibling, which outlives a
// killed run, so that the same command goes on from there.
#pragma once

#include <filesystem>
#include <string>
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
  // Where this run may keep checkpoints: a folder that belongs to `identity` (all that decides what
  // is trained), so that another configuration never goes on from them. publish() removes it.
  std::filesystem::path checkpoints(const std::string& identity) const;
  // Removes the checkpoints: after a failure they would only lead to the same failure again.
  void discard_checkpoints() const;
  void publish();

 private:
  std::filesystem::path final_;
  std::filesystem::path staging_;
  bool overwrite_;
  bool published_ = false;

  std::filesystem::path checkpoint_root() const;
};

// True if the folder holds a finished run.
bool is_finished_run(const std::filesystem::path& folder);

// The finished runs at or below `folder`, sorted by path. Hidden folders are skipped.
std::vector<std::filesystem::path> find_runs(const std::filesystem::path& folder);

}  // namespace goodparts
