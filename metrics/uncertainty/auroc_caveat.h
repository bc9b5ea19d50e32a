// Where DeLong's intervals are not to be trusted, in sentences for a report.
//
// Coverage of nominal 95 % intervals, binormal scores of equal variance, 2,000 to 4,000 draws each
// (delong_slow_test.cpp prints these and more; ± .01):
//
//   AUROC  n good = n anomalous   plain   logit, Newcombe's where the classes are separate
//   .80     50 / 200              .937 / .957     .954 / .961
//   .90     50 / 200              .925 / .949     .951 / .953
//   .95     50 / 200              .902 / .950     .946 / .948
//   .90     10                    .818            .979
//   .99     10 / 50 / 200         .386 / .800 / .901     .977 / .942 / .937
//   .999    10 / 50 / 200         .074 / .547 / .788     .978 / .971 / .925
//   .90     10 anomalous, 50 good .849            .934
//
// So the logit is the default. What breaks it: fewer than 20 samples in a class, and an AUROC so
// near to 1 that fewer than 5 samples of a class overlap with the other (.92 to .98 there).
#pragma once

#include <cstdint>
#include <string>

#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/placements.h"

namespace goodparts {

inline constexpr std::int64_t kFewSamples = 20;
inline constexpr std::int64_t kFewOverlapping = 5;

inline constexpr const char* kNoAuroc = "No AUROC: it takes good and anomalous samples.";
inline constexpr const char* kNoAurocInterval =
    "No interval of the AUROC: it takes two samples or more in each class.";

// How many samples lie on the wrong side of one of the other class or tie with it: in the class
// that has fewer of them; where the AUROC is below 0.5, the sides are swapped.
std::int64_t overlapping_samples(const Placements& placed);

// "" where all is well. The estimate is complete but for its caveat.
std::string auroc_caveat(const AurocEstimate& estimate, std::int64_t overlapping);

// Of the difference of two; p and the interval are there.
std::string comparison_caveat(std::int64_t good, std::int64_t anomalous, std::int64_t overlapping);

}  // namespace goodparts
