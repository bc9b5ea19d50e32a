#include "metrics/series/soft_labels.h"

#include <algorithm>

namespace goodparts {
namespace {

void note(EventDistances& sample, std::int64_t distance) {
  const auto d = static_cast<std::int32_t>(distance);
  if (d < sample.nearest) {
    sample.second = sample.nearest;
    sample.nearest = d;
  } else if (d < sample.second) {
    sample.second = d;
  }
}

}  // namespace

std::vector<EventDistances> event_distances(std::span<const Stretch> events,
                                            std::span<const Stretch> unbroken, std::int64_t limit) {
  std::vector<EventDistances> samples(
      unbroken.empty() ? 0 : static_cast<std::size_t>(unbroken.back().end));
  const auto near = [&](std::int64_t i, std::int64_t distance) {
    if (distance <= limit) {
      note(samples[static_cast<std::size_t>(i)], distance);
    }
  };
  std::size_t first = 0;
  for (const Stretch& stretch : unbroken) {
    std::size_t end = first;
    while (end < events.size() && events[end].begin < stretch.end) {
      ++end;
    }
    const auto here = events.subspan(first, end - first);
    first = end;
    // The one or two events before each sample, then those after it.
    for (std::size_t e = 0; e < here.size(); ++e) {
      const std::int64_t until = e + 1 < here.size() ? here[e + 1].begin : stretch.end;
      for (std::int64_t i = here[e].end; i < until; ++i) {
        near(i, i - here[e].end + 1);
        if (e > 0) {
          near(i, i - here[e - 1].end + 1);
        }
      }
      const std::int64_t from = e > 0 ? here[e - 1].end : stretch.begin;
      for (std::int64_t i = from; i < here[e].begin; ++i) {
        near(i, here[e].begin - i);
        if (e + 1 < here.size()) {
          near(i, here[e + 1].begin - i);
        }
      }
      std::fill(samples.begin() + here[e].begin, samples.begin() + here[e].end,
                EventDistances{0, 0});
    }
  }
  return samples;
}

}  // namespace goodparts
