// Fewer points for a curve that is to be drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

// At most `max_points` (2 or more) of the points, in order, with both ends; a curve that is short
// enough is returned as it is. Points are added where the curve so far is farthest from the whole
// one (Ramer 1972, Douglas & Peucker 1973, with a budget instead of a tolerance), so corners stay.
// x and y are taken to have the same scale.
std::vector<CurvePoint> thin_curve(std::vector<CurvePoint> points, std::int64_t max_points);

}  // namespace goodparts
