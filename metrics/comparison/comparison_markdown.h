// A comparison as a page for a pull request or a report.
#pragma once

#include <string>

#include "metrics/comparison/comparison.h"

namespace goodparts {

std::string comparison_markdown(const Comparison& comparison);

}  // namespace goodparts
