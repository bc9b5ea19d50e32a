// One run, from a resolved configuration to a published folder.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "experiments/config/node.h"
#include "kernels/base/context.h"
#include "reports/run_record.h"

namespace goodparts {

struct RunRequest {
  config::Node config;  // resolved
  std::vector<std::string> overrides;
  std::filesystem::path folder;  // final name; must be free (store/run_folder.h)
};

// Fits, scores, evaluates and records; the folder appears under its final name only when all of it
// is there.
RunRecord execute_run(const RunRequest& request, ProgressSink* progress,
                      const std::atomic<bool>* cancelled);

}  // namespace goodparts
