// Where bootstrap intervals are not to be trusted, in a sentence.
#pragma once

#include <string>

#include "metrics/uncertainty/bootstrap_replicates.h"

namespace goodparts {

// "" where both classes have 20 samples, or 20 groups, or more.
std::string few_units_caveat(const LabelledSamples& samples);

}  // namespace goodparts
