// Where each sample lies among the samples of the other class: the parts of the AUROC.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

// Placement values (Hanley & Hajian-Tilaki 1997; DeLong et al. 1988 call them V10 and V01): for an
// anomalous sample the share of good ones that it outscores, for a good sample the share of
// anomalous ones that outscore it, ties counting half. The mean over either class is the AUROC.
// O(n log n) instead of one comparison per pair (Sun & Xu 2014).
struct Placements {
  std::vector<double> good;       // in the order of the samples
  std::vector<double> anomalous;  // in the order of the samples
};

// Scores finite; labels 0 good, 1 anomalous; parallel; both classes present.
Placements placements(std::span<const double> scores, std::span<const std::int8_t> labels);

}  // namespace goodparts
