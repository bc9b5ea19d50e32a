// Connected regions of a binary mask on the GPU: the labels and areas of components.h. C++17.
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts::cuda {

// mask: height × width, fewer than 2^31 pixels, in host memory; labels: one a pixel: 0 … count − 1
// in the order of the regions' first pixels, −1 outside. Returns their areas.
std::vector<std::int64_t> connected_components(const std::uint8_t* mask, std::int64_t height,
                                               std::int64_t width, std::int32_t* labels);

// In device memory; returns the number of regions and leaves areas to count. room: one number for
// each pixel and one for each thousand pixels, and one more.
std::int64_t label_components_on_device(const std::uint8_t* mask, std::int64_t height,
                                        std::int64_t width, std::int32_t* labels,
                                        std::int32_t* room);

}  // namespace goodparts::cuda
