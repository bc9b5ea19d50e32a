// Pieces of GitHub's Markdown that the Markdown reports share.
#pragma once

#include <string>

#include "metrics/markdown.h"
#include "reports/leaderboard.h"

namespace goodparts {

// "0.929 ± 0.004"; without "±" for fewer than two runs.
std::string spread_text(const Spread& value, std::string (*text)(double));

}  // namespace goodparts
