// New cycles for a trained detector.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts {

// Reads folders of one file a sensor as in training, or CSV files whose columns are the features
// ("PS1.mean") and operating conditions (open_rows.h): all paths folders or all files. Of a folder,
// the files of the sensors that the features name are read (PS1.txt or PS1.csv), the separator
// found out for each, missing samples left out of the features; and operating conditions from
// conditions.csv where it is there, their names in its first line, below it one row a cycle. Throws
// Error(kData): a sensor without a file or with two, files of different numbers of cycles, folders
// and files together, a single sensor's file, and what cycle_files.h says about their contents.
std::unique_ptr<SampleSource> open_cycles(const InputSpec& spec,
                                          const std::vector<std::string>& paths);

}  // namespace goodparts
