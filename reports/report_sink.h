// A report format. add() is called once for each run, finish() once at the end; finish() writes the
// file to a temporary name and renames it.
#pragma once

#include <string>

#include "reports/run_record.h"

namespace goodparts {

class ReportSink {
 public:
  virtual ~ReportSink() = default;
  virtual void add(const RunRecord& run) = 0;
  virtual void finish() = 0;             // throws Error(kOutput)
  virtual std::string path() const = 0;  // of the file written
};

}  // namespace goodparts
