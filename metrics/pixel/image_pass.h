// Reads the images of a source once, checks them, finds the regions of their masks, and hands them
// to whoever counts pixels.
#pragma once

#include <cstdint>
#include <functional>

#include "kernels/components/components.h"
#include "kernels/pro/pixel_sweep.h"
#include "metrics/score_table.h"

namespace goodparts {

struct CheckedImage {
  std::int64_t index = 0;
  PixelImage pixels;
  ComponentRuns found;  // of the mask: 8-connected regions

  bool good() const { return found.areas.empty(); }
};

// Calls visit for every image in order, on the calling thread. With two threads or more, another
// one reads, checks and labels ahead, or two where the source says that it can be read by several:
// read() runs on other threads than the caller's, and at most four images are held. Throws
// Error(kData), naming the image's index, for scores that are not finite and for maps or masks
// whose size is not height × width; and what read() and visit throw.
void for_each_image(const PixelSource& source, int threads,
                    const std::function<void(CheckedImage&)>& visit);

CheckedImage checked_image(PixelImage pixels, std::int64_t index);

// Calls visit(begin, length) for the stretches of an image outside of all regions.
template <class Visit>
void for_each_good_stretch(const CheckedImage& image, const Visit& visit) {
  std::int64_t from = 0;
  for (const ComponentRun& run : image.found.runs) {
    if (run.begin > from) {
      visit(from, run.begin - from);
    }
    from = run.begin + run.length;
  }
  const auto size = static_cast<std::int64_t>(image.pixels.scores.size());
  if (size > from) {
    visit(from, size - from);
  }
}

void add_to_sweep(const CheckedImage& image, PixelSweep& sweep);

}  // namespace goodparts
