// New rows for a trained detector.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts {

// Reads CSV (by spec.separator) or, by extension, .npz files (array X, or their only array) as
// `spec` of the training data says: named columns are found by name, in any order, others ignored;
// unnamed ones are taken by position. A CSV file has a header unless the columns were named #1, #2,
// … in training, or have no names and its first row is all numbers. Each file gives a sample for
// each row that has spec.window − 1 rows before it; its id is "<path>#<row>", its group the path.
// Missing values are NaN. Throws Error(kData): no files, a missing column (listing all), another
// number of columns, text where a number should be, a file shorter than the window.
std::unique_ptr<SampleSource> open_rows(const InputSpec& spec,
                                        const std::vector<std::string>& paths);

}  // namespace goodparts
