// One finished run as reports see it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

using Facts = std::vector<std::pair<std::string, std::string>>;

// Pictures of one test image, JPEG bytes; empty where there is none.
struct GalleryItem {
  std::string unit;
  std::string id;
  std::string kind;  // "escape", "false_alarm", "caught", "passed"
  std::string defect;
  double score = 0.0;
  double threshold = kUndefined;
  std::string original;
  std::string heatmap;
  std::string overlay;
  std::string mask;
};

struct Timings {
  double fit_seconds = kUndefined;
  double score_seconds = kUndefined;
  double samples_per_second = kUndefined;
  double latency_p50_ms = kUndefined;  // one sample at a time
  double latency_p95_ms = kUndefined;
  double latency_p99_ms = kUndefined;
  double peak_memory_mib = kUndefined;
  double fit_cpu_seconds = kUndefined;  // of all threads: comparable on a busy machine too
  double score_cpu_seconds = kUndefined;
  std::vector<double> latencies_ms{};  // of single samples, one at a time
};

struct RunRecord {
  std::string path;  // as given or found
  std::string name;  // shortest name that tells runs of one report apart
  std::string method;
  std::string backbone;  // described, "builtin: fixed filter bank, not trained"; "" without one
  std::string dataset;
  std::string protocol;
  std::int64_t seed = 0;
  std::string config_yaml;
  Facts facts;        // of the detector
  Facts environment;  // versions, BLAS, threads, device, git revision
  Timings timings;
  Evaluation evaluation;
  // As findings_json.h and decision_json.h write them; null in results of an older goodparts, and
  // where no requirements were given.
  nlohmann::ordered_json findings;
  nlohmann::ordered_json decision;
  std::vector<GalleryItem> gallery;
  std::vector<std::string> warnings;
};

}  // namespace goodparts
