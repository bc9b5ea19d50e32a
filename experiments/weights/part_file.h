// A download that may be continued: the bytes so far, and what is known of the whole file, so that
// the rest is never taken from another version of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace goodparts {

class PartFile {
 public:
  // Takes up what an earlier download left, where it was of the same URL and can be told apart from
  // other versions.
  PartFile(std::filesystem::path path, std::string url);

  std::int64_t size() const { return size_; }
  std::int64_t total() const { return total_; }  // of the whole file; 0: not known
  // The server's mark of this version: a strong ETag or a modification time.
  const std::string& version() const { return version_; }

  // Throws away all bytes and begins with a version of the file.
  void begin(std::string version, std::int64_t total);
  // Opens the file to add to it.
  void go_on();
  // Throws Error(kOutput) where the disk is full.
  void append(std::string_view bytes);
  void close();
  // Removes the file and what is known of it.
  void remove();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::filesystem::path facts_;  // <path>.json
  std::string url_;
  std::ofstream out_;
  std::int64_t size_ = 0;
  std::int64_t total_ = 0;
  std::string version_;
};

}  // namespace goodparts
