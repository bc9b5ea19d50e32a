// shuffle() and sort() of the override grammar.
#pragma once

#include "experiments/config/override_functions.h"

namespace goodparts::config {

Value call_shuffle(const FunctionCall& call);
Value call_sort(const FunctionCall& call);

// A reproducible shuffle: the order depends on the number of values alone.
void shuffle_values(std::vector<Value>& values);

}  // namespace goodparts::config
