// Which test images a reader should see first, and their pictures.
#pragma once

#include <functional>
#include <vector>

#include "experiments/store/score_file.h"
#include "reports/run_record.h"

namespace goodparts {

// The original of a row of the score table, at its own size.
using PictureOfRow = std::function<Picture(std::int64_t row)>;

// At most `count` items for each unit: half the worst escapes and half the worst false alarms (each
// side gives what it does not need to the other), then caught defects and passed good parts while
// there is room. Judged at the unit's chosen threshold, or at the F1 oracle's where there is none.
// Empty for rows without maps.
std::vector<GalleryItem> make_gallery(const ScoreFile& scores, const Evaluation& evaluation,
                                      std::int64_t count, const PictureOfRow& picture);

}  // namespace goodparts
