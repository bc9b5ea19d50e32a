// The go/no-go page.
#pragma once

#include <string>

#include "metrics/decision/decision.h"

namespace goodparts {

std::string decision_markdown(const Decision& decision);

}  // namespace goodparts
