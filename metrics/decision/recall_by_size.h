// Whether small defects are missed more often than large ones.
#pragma once

#include <string>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

struct SizeRecall {
  std::string size;  // "small", "medium", "large"
  double smallest = kUndefined;
  double largest = kUndefined;
  Rate recall;
};

// Terciles of area, smallest first. Defects of equal area are of one size, so that there are fewer
// than three where many are equal ("all" where all are). Throws Error(kData) for an area that is
// not a number above 0.
std::vector<SizeRecall> recall_by_size(std::vector<SizedDefect> defects);

}  // namespace goodparts
