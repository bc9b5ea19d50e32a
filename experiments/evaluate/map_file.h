// Anomaly maps that any tool wrote: NumPy arrays (.npy), TIFF (float or integer samples) and PNG (8
// or 16 bit), of one channel; and masks of defects in any image format.
#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"
#include "methods/detector.h"

namespace goodparts {

// Values as stored; of an array, dimensions of length 1 are dropped ({1, h, w} is {h, w}). Throws
// Error(kData) naming the file: missing, damaged, of another kind, several channels. Values may be
// NaN or infinite: who uses them checks (metrics/pixel/image_pass.h).
AnomalyMap read_map_file(const std::filesystem::path& path);

// 1 wherever any channel is above zero. Throws Error(kData) naming the file.
Mask read_mask_file(const std::filesystem::path& path);

}  // namespace goodparts
