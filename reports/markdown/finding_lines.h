// What findings and the decision of a run say, in a few lines of Markdown.
#pragma once

#include <string>
#include <vector>

#include "reports/run_record.h"

namespace goodparts {

// A list with the intervals of the main metrics, the certificate's statement, the decision and
// every requirement that is not met, for each run that has any; "" where none has. Throws
// nlohmann::json::exception for findings of another shape than findings_json.h writes.
std::string finding_lines(const std::vector<RunRecord>& runs);

}  // namespace goodparts
