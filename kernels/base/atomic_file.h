// Writing a file so that it is either wholly there under its name or not at all: a temporary
// sibling, fsync, rename.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace goodparts {

// Names the temporary sibling on construction (creating the folder); commit() flushes it to disk
// and renames it. If commit() was not called, the destructor removes the temporary file. Throws
// Error(kOutput) naming the file.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path final_path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  const std::filesystem::path& temporary() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path temporary_;
  bool committed_ = false;
};

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// Renames `from` to `to` after flushing it; both on one file system. Throws Error(kOutput).
void publish(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace goodparts
