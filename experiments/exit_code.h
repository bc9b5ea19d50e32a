// The program's exit codes; documented in --help and docs/exit-codes.md.
#pragma once

#include "kernels/base/error.h"

namespace goodparts {

enum ExitCode : int {
  kExitOk = 0,
  kExitInternal = 1,     // a defect of goodparts itself
  kExitUsage = 2,        // command line or configuration
  kExitData = 3,         // input files
  kExitOutput = 4,       // results cannot be written
  kExitUnavailable = 5,  // this build or machine lacks what was asked for
  kExitPartial = 6,      // a sweep ended with some runs failed; the others are whole
  kExitInterrupted = 130,
};

inline int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kConfig:
      return kExitUsage;
    case ErrorKind::kData:
      return kExitData;
    case ErrorKind::kOutput:
      return kExitOutput;
    case ErrorKind::kUnavailable:
      return kExitUnavailable;
    case ErrorKind::kInterrupted:
      return kExitInterrupted;
  }
  return kExitInternal;
}

}  // namespace goodparts
