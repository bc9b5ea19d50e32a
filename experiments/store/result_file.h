// A finished run on disk and in memory: result.json, config.yaml, overrides.yaml and gallery/*.jpg.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "reports/run_record.h"

namespace goodparts {

// Writes everything but run.log, scores.h5 and model.h5 into `folder`; result.json last, because it
// marks a run as finished. `config` is the resolved configuration.
void save_run(const std::filesystem::path& folder, const RunRecord& record,
              const nlohmann::ordered_json& config, const std::vector<std::string>& overrides);

// Throws Error(kData) naming the file and the missing or damaged entry.
RunRecord load_run(const std::filesystem::path& folder);

}  // namespace goodparts
