// Connected regions of a binary mask, 8-connected: pixels that touch at a corner belong together.
//
// Regions are numbered by their first pixel in row order. Found row by row from runs of pixels,
// which a union-find joins to those of the row above.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

// Neighbouring pixels of one row and one region: begin … begin + length − 1, counted row by row
// through the mask.
struct ComponentRun {
  std::int64_t begin = 0;
  std::int64_t length = 0;
  std::int32_t region = 0;
};

struct ComponentRuns {
  std::vector<ComponentRun> runs;   // in row order
  std::vector<std::int64_t> areas;  // per region, pixels
};

// Of the pixels that are not zero. mask: height × width, row by row.
ComponentRuns component_runs(const std::uint8_t* mask, std::int64_t height, std::int64_t width);

struct Components {
  std::vector<std::int32_t> labels;  // per pixel: 0 … count − 1, −1 outside of every region
  std::vector<std::int64_t> areas;   // per region, pixels
};

Components connected_components(std::span<const std::uint8_t> mask, std::int64_t height,
                                std::int64_t width);

}  // namespace goodparts
