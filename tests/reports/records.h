// Small run records written by hand. Intervals are Clopper–Pearson's as scipy.stats.beta gives
// them.
#pragma once

#include "reports/run_record.h"

namespace goodparts::testing {

// One unit with maps and a chosen threshold: 1 of 20 good parts flagged, 45 of 50 anomalous ones
// caught.
RunRecord image_record(std::int64_t seed);

// Two units without maps; names and warnings need quoting everywhere.
RunRecord awkward_record();

// No held-out good parts, no anomalous part, no timings.
RunRecord bare_record();

GalleryItem gallery_item(const std::string& kind, const std::string& id, double score,
                         std::size_t bytes);

}  // namespace goodparts::testing
