// Sweeps: one list of overrides → the lists of plain overrides of its cells, by the rules of
// Hydra 1.3's basic sweeper.
//
// a=1,2 · a=choice(1,2) · a=range(0,10,2) · group=glob(x*) and the functions shuffle(), sort(),
// tag() and casts around them make an axis; the cells are the cartesian product, the last axis
// running fastest. interval() cannot be enumerated and is an error. shuffle() is reproducible: the
// order depends only on the number of values.
#pragma once

#include <string>
#include <vector>

#include "experiments/config/compose.h"

namespace goodparts::config {

// Without sweeps the result is one cell. Throws Error(kConfig); glob() needs the overload below.
std::vector<std::vector<std::string>> expand_sweep(const std::vector<std::string>& overrides);

// glob() selects among the options of its group on the search path.
std::vector<std::vector<std::string>> expand_sweep(const SearchPath& search_path,
                                                   const std::vector<std::string>& overrides);

}  // namespace goodparts::config
