// What the program says while it works: one line a message on standard error, kept clear of the
// progress bar, and a copy in the run's folder.
#pragma once

#include <filesystem>
#include <memory>

#include "experiments/terminal/progress_bar.h"

namespace spdlog::sinks {
class sink;
}

namespace goodparts {

// Makes spdlog's default logger write to standard error. `bar` (not owned) is cleared before each
// line.
void set_up_log(ProgressBar& bar, bool quiet);

// While it lives, the log also goes to this file, with time stamps.
class LogToFile {
 public:
  explicit LogToFile(const std::filesystem::path& path);
  LogToFile(const LogToFile&) = delete;
  LogToFile& operator=(const LogToFile&) = delete;
  ~LogToFile();

 private:
  std::shared_ptr<spdlog::sinks::sink> sink_;
};

}  // namespace goodparts
