// Which test images a page shows, so that a report on fifty runs stays below 5 MB.
//
// At most kMostPicturesPerRun images of a run, its worst first; then, over all runs in turn
// (everybody's worst image, everybody's second worst, …), as many as fit kPictureBytes of JPEG. A
// run stops at its first image that does not fit.
#pragma once

#include <cstddef>
#include <vector>

#include "reports/run_record.h"

namespace goodparts {

inline constexpr std::size_t kMostPicturesPerRun = 24;
inline constexpr std::size_t kPictureBytes = 2'000'000;

// Escapes and false alarms by turns, each farthest on the wrong side of its threshold first (as a
// share of the score range of its unit, because scores of different units do not compare); then
// caught and passed images by turns, nearest to the threshold first.
std::vector<GalleryItem> worst_first(std::vector<GalleryItem> items, const Evaluation& evaluation);

// How many of each run's images to show; the galleries are in order already.
std::vector<std::size_t> pictures_that_fit(const std::vector<RunRecord>& runs, std::size_t budget);

}  // namespace goodparts
