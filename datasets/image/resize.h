// Antialiased bilinear resizing as Pillow's Image.resize(…, BILINEAR) does it: a triangle filter,
// widened by the scale when reducing, applied to columns and then to rows. 8-bit images are rounded
// after each pass in 22-bit fixed point, so that results equal Pillow's bit by bit; float images
// are summed in double precision (Pillow's mode F).
#pragma once

#include "datasets/image/pixels.h"

namespace goodparts {

template <class T>  // std::uint8_t or float
Pixels<T> resize_bilinear(const Pixels<T>& image, std::int64_t height, std::int64_t width);

extern template Pixels<std::uint8_t> resize_bilinear(const Pixels<std::uint8_t>&, std::int64_t,
                                                     std::int64_t);
extern template Pixels<float> resize_bilinear(const Pixels<float>&, std::int64_t, std::int64_t);

}  // namespace goodparts
