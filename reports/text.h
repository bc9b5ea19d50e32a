// Numbers as people read them in a report. "–" stands for what is not defined.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/base/join.h"
#include "metrics/evaluation.h"

namespace goodparts {

inline constexpr const char* kNotDefined = "–";

// A share as a percentage with one decimal, more where fewer would round it to 0 % or 100 % without
// it being so: 0.139 is "13.9 %", 0.0004 is "0.04 %".
std::string percent(double share);

std::string three_decimals(double value);  // "0.929", for metrics between 0 and 1
std::string three_digits(double value);    // three significant digits: "12.3", "0.0456", "1234"

std::string grouped(std::int64_t count);  // "12,345"

// What was tested, in a few words: the names of up to three units, else "34 units".
std::string unit_summary(const Evaluation& evaluation);

// What the counts say about false positives on good test parts, in plain words.
std::string false_positive_statement(bool threshold_available, const OperatingPoint& point);

}  // namespace goodparts
