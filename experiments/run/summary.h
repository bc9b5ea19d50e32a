// A run's results in a few lines for the terminal.
#pragma once

#include <string>
#include <vector>

#include "reports/run_record.h"

namespace goodparts {

std::string run_summary(const RunRecord& record);
std::string sweep_summary(const std::vector<RunRecord>& records);  // one line a run

}  // namespace goodparts
