// Evidence that several tests of decisions use.
#pragma once

#include "kernels/base/rng.h"
#include "metrics/decision/decision.h"
#include "metrics/intervals.h"

namespace goodparts {

inline OperatingPoint point_of(std::int64_t false_alarms, std::int64_t good, std::int64_t caught,
                               std::int64_t anomalous) {
  OperatingPoint point;
  point.threshold = 0.5;
  point.tp = caught;
  point.fn = anomalous - caught;
  point.fp = false_alarms;
  point.tn = good - false_alarms;
  point.recall = make_rate(caught, anomalous);
  point.false_positive_rate = make_rate(false_alarms, good);
  point.precision = make_rate(caught, caught + false_alarms);
  return point;
}

inline DecisionEvidence tested(std::int64_t false_alarms, std::int64_t good, std::int64_t caught,
                               std::int64_t anomalous) {
  DecisionEvidence evidence;
  evidence.rule = "conformal";
  evidence.at = point_of(false_alarms, good, caught, anomalous);
  return evidence;
}

}  // namespace goodparts
