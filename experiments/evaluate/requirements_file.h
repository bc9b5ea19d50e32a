// requirements.yaml: what a detector must do to go into production, and the line it is for.
//
//     max_fpr: 0.02                  # share of good parts flagged, at most
//     min_recall: 0.95               # of all defects; and of single kinds:
//     min_recall_per_defect:
//       crack: 0.99
//       default: 0.8                 # every kind that is not named
//     takt_time_ms: 500
//     prevalence: 0.002              # share of defective parts in production
//     parts_per_shift: 4000
//
// Every field of metrics/decision/requirements.h may be given.
#pragma once

#include <string>

#include "metrics/decision/requirements.h"

namespace goodparts {

// Throws Error(kConfig) that names the file and the line or field: no such file, no YAML, an
// unknown field (with the nearest), a value out of range.
Requirements read_requirements(const std::string& path);

}  // namespace goodparts
