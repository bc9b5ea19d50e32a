// What goodparts throws at its users.
//
// Every message names the thing that is wrong (file, config path, value) and what to do about it.
// The kind decides the exit code of the program (experiments/exit_code.h); nothing else may depend
// on it.
#pragma once

#include <stdexcept>
#include <string>

namespace goodparts {

enum class ErrorKind {
  kConfig,       // an unknown key, a value out of range, a malformed override
  kData,         // an input file is missing, damaged or does not fit
  kOutput,       // results cannot be written: disk full, no permission
  kUnavailable,  // asked for something this build or machine does not have (CUDA, LibTorch)
  kInterrupted,  // stopped by a signal
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace goodparts
