// New, unlabelled images for a trained detector.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts {

// `paths`: image files, or folders whose images (subfolders too) are taken in name order. An id is
// the path as given, with the path inside the folder appended. Throws Error(kData) where a path
// does not exist, is no image, or gives none; a damaged file throws when it is read.
std::unique_ptr<SampleSource> open_images(const InputSpec& spec,
                                          const std::vector<std::string>& paths);

}  // namespace goodparts
