// Pictures for people: heatmaps in colour, overlays, JPEG and PNG bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "datasets/dataset.h"
#include "methods/detector.h"

namespace goodparts {

// The map in the colours of "inferno", dark for values at or below `low`, bright at or above
// `high`.
Picture heatmap(const AnomalyMap& map, double low, double high);

// Original and heatmap mixed; the stronger the anomaly, the less of the original shows. Same sizes.
Picture overlay(const Picture& original, const AnomalyMap& map, double low, double high);

// White where defective.
Picture mask_picture(const Mask& mask);

// Reduced so that neither side exceeds `longest` pixels.
std::string jpeg(const Picture& picture, std::int64_t longest);
std::string png(const Picture& picture);

}  // namespace goodparts
