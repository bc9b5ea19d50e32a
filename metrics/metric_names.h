// The names of the metrics, in the order in which they are reported.
//
// Counts and rates at the chosen thresholds, pooled over units, stand among the metrics of a result
// file only: reports show them from the evaluation, with intervals.
#pragma once

#include <array>
#include <string_view>

namespace goodparts {

inline constexpr std::array<std::string_view, 4> kSampleMetrics = {
    "sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr"};
inline constexpr std::array<std::string_view, 4> kPixelMetrics = {
    "pixel_auroc", "pixel_ap", "pixel_aupro_0.30", "pixel_aupro_0.05"};
// Those of samples and of pixels that are shown for a run, not in the leaderboard; each after its
// like. PGn and PBn are in ranking_extra.h, the others in pixel/.
inline constexpr std::array<std::string_view, 4> kMoreSampleMetrics = {"sample_pg1", "sample_pg5",
                                                                       "sample_pb1", "sample_pb5"};
inline constexpr std::array<std::string_view, 3> kMorePixelMetrics = {"pixel_f1_max", "pixel_segf1",
                                                                      "pixel_aupimo"};
inline constexpr std::array<std::string_view, 7> kPooledMetrics = {"tp",  "fn",  "fp", "tn",
                                                                   "far", "mar", "f1"};

}  // namespace goodparts
