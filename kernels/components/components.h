// Connected regions of a binary mask, 8-connected: pixels that touch at a corner belong together.
//
// Regions are numbered by their first pixel in row order. Found row by row from runs of pixels,
// which a union-find joins to those of the row above.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"

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

// Of the pixels that are not zero. mask: height × width, row by row. On the CPU always, and what
// the metrics take: masks are read from files and mostly empty, and one pass over them, eight
// pixels at a step, costs less than to copy them to a GPU and their labels back.
ComponentRuns component_runs(const std::uint8_t* mask, std::int64_t height, std::int64_t width);

struct Components {
  std::vector<std::int32_t> labels;  // per pixel: 0 … count − 1, −1 outside of every region
  std::vector<std::int64_t> areas;   // per region, pixels
};

// On the device of the context, with the same labels on either; fewer than 2³¹ pixels. Throws
// Error(kUnavailable) where there is no such device.
Components connected_components(const Context& context, std::span<const std::uint8_t> mask,
                                std::int64_t height, std::int64_t width);

}  // namespace goodparts
