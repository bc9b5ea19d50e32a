// Drawn images that show nothing in particular: a colour gradient, shapes and stripes of random
// colours, noise. They stand in for photographs where a network has to be told how it should
// behave away from the good parts.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

// {3, height, width}, RGB in [0, 1].
std::vector<float> drawn_image(Rng& rng, std::int64_t height, std::int64_t width);

}  // namespace goodparts
