// What the soft labels of surface.h need to know of the samples, whatever the buffer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/series/series.h"

namespace goodparts {

// Distances in samples, within the unbroken stretch, to the nearest sample of the two nearest
// events; 0 and 0 within an event. Two are enough: a label within a buffer is at least √½, so where
// two buffers meet it is 1.
struct EventDistances {
  static constexpr std::int32_t kFar = INT32_MAX;
  std::int32_t nearest = kFar;
  std::int32_t second = kFar;
};

// One for each sample. Distances above `limit` are kFar. `events` are runs within `unbroken`.
std::vector<EventDistances> event_distances(std::span<const Stretch> events,
                                            std::span<const Stretch> unbroken, std::int64_t limit);

}  // namespace goodparts
