// How PaDiM is fitted in the memory there is.
//
// The Gaussians of all places stay in memory. The training features are held for one block of
// places at a time; where they do not fit beside the Gaussians all at once, the backbone looks at
// the images again for each block. The numbers that come out are the same.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/context.h"
#include "methods/padim/padim_config.h"

namespace goodparts {

struct FitSize {
  std::int64_t images = 0;
  std::int64_t places = 0;
  std::int64_t dim = 0;
  std::int64_t floats_per_place = 0;  // of a Gaussian's factor
};

struct FitPlan {
  std::int64_t places_at_once = 0;
  std::int64_t passes = 0;  // over the images
  std::int64_t bytes = 0;
};

// In at most `bytes`; 0: no limit. Passes 0: it cannot be done in a sensible number of them.
FitPlan plan_fit(const FitSize& size, std::int64_t bytes);

// Says the estimate through context.message(). Throws Error(kUnavailable) naming the settings to
// change where it does not fit.
FitPlan require_room(const Context& context, const PadimConfig& config, const FitSize& size);

}  // namespace goodparts
