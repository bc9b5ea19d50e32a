#include "kernels/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& doing, int code) {
  std::string message = path.string() + ": " + doing + ": " + std::strerror(code);
  if (code == ENOSPC || code == EDQUOT) {
    message += "; free some space or choose another output.dir";
  } else if (code == EACCES || code == EPERM || code == EROFS) {
    message += "; choose an output.dir that you may write to";
  }
  throw Error(ErrorKind::kOutput, message);
}

void sync(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) {
    fail(path, "cannot open to flush", errno);
  }
  const int result = ::fsync(file);
  const int code = errno;
  ::close(file);
  if (result != 0 && code != EINVAL) {  // EINVAL: a file system that cannot sync folders
    fail(path, "cannot flush to disk", code);
  }
}

}  // namespace

void publish(const fs::path& from, const fs::path& to) {
  sync(from, fs::is_directory(from) ? O_RDONLY | O_DIRECTORY : O_RDONLY);
  if (::rename(from.c_str(), to.c_str()) != 0) {
    fail(to, "cannot rename " + from.string() + " to it", errno);
  }
  const fs::path folder = to.parent_path();
  sync(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

AtomicFile::AtomicFile(fs::path final_path) : final_(std::move(final_path)), temporary_(final_) {
  temporary_ += ".tmp." + std::to_string(::getpid());
  if (!final_.parent_path().empty()) {
    std::error_code code;
    fs::create_directories(final_.parent_path(), code);
    if (code) {
      fail(final_.parent_path(), "cannot create the folder", code.value());
    }
  }
}

AtomicFile::~AtomicFile() {
  if (!committed_) {
    std::error_code ignored;
    fs::remove(temporary_, ignored);
  }
}

void AtomicFile::commit() {
  publish(temporary_, final_);
  committed_ = true;
}

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  AtomicFile file(path);
  const int out = ::open(file.temporary().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (out < 0) {
    fail(path, "cannot create", errno);
  }
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(out, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      const int code = errno;
      ::close(out);
      fail(path, "cannot write", code);
    }
    done += static_cast<std::size_t>(count);
  }
  if (::close(out) != 0) {
    fail(path, "cannot write", errno);
  }
  file.commit();
}

}  // namespace goodparts
