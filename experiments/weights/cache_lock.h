// Keeps two processes from fetching the same weights at the same time.
#pragma once

#include <string>

#include "kernels/base/context.h"

namespace goodparts {

class CacheLock {
 public:
  // Makes the cache folder and waits until no other process holds the lock of `name`; a message
  // says so. Throws Error(kOutput) where the folder cannot be written, Error(kInterrupted).
  CacheLock(const Context& context, const std::string& name);
  CacheLock(const CacheLock&) = delete;
  CacheLock& operator=(const CacheLock&) = delete;
  ~CacheLock();

 private:
  int file_ = -1;
};

}  // namespace goodparts
