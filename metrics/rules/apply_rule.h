// How a threshold transferred from the samples it was chosen on to those it is tested on.
#pragma once

#include "metrics/ranking.h"
#include "metrics/rules/threshold_rule.h"

namespace goodparts {

// The rule with `transfer` filled in: counts on the test samples and whether they are compatible
// with the promise. False alarms and misses are each compared with their law: exactly beta-binomial
// for a threshold at an order statistic, binomial for a fixed rate (the uncertainty of an estimated
// rate is left out, which makes "worse" too ready), and Fisher's exact test against the counts that
// the threshold had on the samples it was chosen on where nothing else was promised. Where scores
// tie, fewer false alarms than the law's are usual.
ThresholdRule apply_rule(ThresholdRule rule, const Ranking& test);

}  // namespace goodparts
