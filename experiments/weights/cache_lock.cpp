#include "experiments/weights/cache_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "kernels/base/error.h"
#include "methods/backbones/weights_cache.h"

namespace goodparts {

CacheLock::CacheLock(const Context& context, const std::string& name) {
  const std::filesystem::path folder = weights_cache_folder();
  const std::filesystem::path path = folder / ("." + name + ".lock");
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (code || file_ < 0) {
    throw Error(ErrorKind::kOutput,
                fmt::format("{}: the cache of weights cannot be written: {}; set GOODPARTS_CACHE "
                            "to a folder that you may write to",
                            folder.string(), code ? code.message() : std::strerror(errno)));
  }
  bool told = false;
  // Where the file system knows no locks, the checksum alone guards the file.
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EINTR)) {
    if (!told) {
      context.message(fmt::format("another goodparts is fetching {}; waiting for it", name));
      told = true;
    }
    try {
      context.check_cancelled();
    } catch (...) {
      ::close(file_);
      throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

CacheLock::~CacheLock() { ::close(file_); }  // releases the lock

}  // namespace goodparts
