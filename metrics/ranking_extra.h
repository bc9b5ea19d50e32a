// How many good parts pass, and how many bad ones are caught, at a given rate of the other error.
//
// PGn ("percentage good"): the true negative rate where n % of the anomalous samples escape. PBn
// ("percentage bad"): the true positive rate where n % of the good samples are flagged. Read off
// thresholds that can be set, without interpolation: the best one whose error is at most n %.
#pragma once

#include "metrics/ranking.h"

namespace goodparts {

// percent: 0 … 100. NaN without good or without anomalous samples.
double percent_good(const Ranking& ranking, double percent);  // 1 is all
double percent_bad(const Ranking& ranking, double percent);   // 1 is all

}  // namespace goodparts
