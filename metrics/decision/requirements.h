// What a detector must do to go into production. Fields have the names of requirements.yaml; one
// that is not set is not asked for.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace goodparts {

// In min_recall_per_defect: every kind of defect that is not named.
inline constexpr const char* kOtherDefects = "default";

struct Requirements {
  double confidence = 0.95;  // with which each requirement must be shown, one-sided

  std::optional<double> max_fpr;
  std::optional<double> min_recall;                     // of all anomalous parts
  std::map<std::string, double> min_recall_per_defect;  // "default": the others
  std::optional<double> max_escaped_ppm;  // anomalous parts that pass, per million parts inspected

  std::optional<double> max_latency_p99_ms;
  std::optional<double> takt_time_ms;  // time per part on the line; the p99 must be within it
  std::optional<double> max_memory_mib;

  std::optional<double> max_review_hours_per_shift;

  // About the line; the requirements above that need them say so.
  std::optional<double> prevalence;  // share of anomalous parts in production
  std::optional<double> parts_per_shift;
  std::optional<double> review_seconds_per_flag;
};

// Throws Error(kConfig) that names the field: a rate that is none, max_escaped_ppm without
// prevalence, max_review_hours_per_shift without parts_per_shift and review_seconds_per_flag, a
// confidence that is not between 0.5 and 1.
void validate(const Requirements& requirements);

}  // namespace goodparts
