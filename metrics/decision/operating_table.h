// What a threshold means on the line: overkill, escapes, flags and review hours per shift.
#pragma once

#include <string>
#include <vector>

#include "metrics/decision/requirements.h"
#include "metrics/evaluation.h"

namespace goodparts {

// NaN where the line's figures that it needs are not given.
struct Spanned {
  double value = kUndefined;
  double low = kUndefined;
  double high = kUndefined;
};

struct CandidateThreshold {
  std::string rule;
  bool oracle = false;  // tuned on the labels of the test samples
  OperatingPoint at;    // on test samples
};

struct OperatingRow {
  std::string rule;
  bool oracle = false;
  bool chosen = false;  // the threshold that is to be used
  double threshold = kUndefined;
  Rate overkill;            // of good parts, flagged
  Rate escapes;             // of anomalous parts, passed
  Spanned flags_per_shift;  // parts_per_shift · (π recall + (1 − π) FPR), π = 0 if not given
  Spanned escaped_ppm;      // 10⁶ π (1 − recall): per million parts inspected
  Spanned review_hours;     // flags_per_shift · review_seconds_per_flag / 3600
};

// The spans put the ends of the rates' 95 % intervals in.
OperatingRow operating_row(const CandidateThreshold& candidate, const Requirements& line);

}  // namespace goodparts
