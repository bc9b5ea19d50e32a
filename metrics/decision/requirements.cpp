#include "metrics/decision/requirements.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/rules/checks.h"

namespace goodparts {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::kConfig, "requirements: " + message);
}

void check_recall(const std::string& name, double value) {
  if (!(value > 0.0 && value <= 1.0)) {
    refuse(
        fmt::format("{}: {} is not above 0 and at most 1; 0.95 means that 95 of 100 are to be "
                    "flagged",
                    name, value));
  }
}

void check_positive(const char* name, const std::optional<double>& value) {
  if (value && !(*value > 0.0 && std::isfinite(*value))) {
    refuse(fmt::format("{}: {} is not above 0", name, *value));
  }
}

void check_needs(const char* name, const std::optional<double>& asked, const char* needed_name,
                 const std::optional<double>& needed) {
  if (asked && !needed) {
    refuse(fmt::format("{} needs {}; add it", name, needed_name));
  }
}

}  // namespace

void validate(const Requirements& requirements) {
  const Requirements& r = requirements;
  if (!(r.confidence > 0.5 && r.confidence < 1.0)) {
    refuse(fmt::format("confidence: {} is not between 0.5 and 1; 0.95 is usual", r.confidence));
  }
  if (r.max_fpr) {
    if (!(*r.max_fpr >= kLowestTarget && *r.max_fpr < 1.0)) {
      refuse(
          fmt::format("max_fpr: {} is not between {} and 1; 0.01 means that 1 of 100 good parts "
                      "may be flagged",
                      *r.max_fpr, kLowestTarget));
    }
  }
  if (r.min_recall) {
    check_recall("min_recall", *r.min_recall);
  }
  for (const auto& [defect, recall] : r.min_recall_per_defect) {
    check_recall("min_recall_per_defect." + defect, recall);
  }
  if (r.prevalence && !(*r.prevalence > 0.0 && *r.prevalence < 1.0)) {
    refuse(
        fmt::format("prevalence: {} is not between 0 and 1; 0.01 means that 1 of 100 parts is "
                    "anomalous",
                    *r.prevalence));
  }
  check_positive("max_escaped_ppm", r.max_escaped_ppm);
  check_positive("max_latency_p99_ms", r.max_latency_p99_ms);
  check_positive("takt_time_ms", r.takt_time_ms);
  check_positive("max_memory_mib", r.max_memory_mib);
  check_positive("max_review_hours_per_shift", r.max_review_hours_per_shift);
  check_positive("parts_per_shift", r.parts_per_shift);
  check_positive("review_seconds_per_flag", r.review_seconds_per_flag);
  check_needs("max_escaped_ppm", r.max_escaped_ppm, "prevalence", r.prevalence);
  check_needs("max_review_hours_per_shift", r.max_review_hours_per_shift, "parts_per_shift",
              r.parts_per_shift);
  check_needs("max_review_hours_per_shift", r.max_review_hours_per_shift, "review_seconds_per_flag",
              r.review_seconds_per_flag);
}

}  // namespace goodparts
