// What a threshold does to samples and to events: the confusion matrix, events found and missed,
// false alarms, and how late events are found.
//
// FAR = FP / (FP + TN) and MAR = FN / (FN + TP), the false and missed alarm rates of samples, as
// SKAB reports them (Katser & Kozitsin 2020). An event is found where one of its samples is
// flagged; a false alarm is an alarm that shares no sample with any event (Hundman et al. 2018). So
// an alarm that never ends finds everything without a false alarm, and event F1 is to be read
// beside FAR; composite F1, of event recall and sample precision (Garg et al. 2021), is not fooled.
//
// The delay of an event is from its first sample to its first flagged one; 0 where an alarm was
// already on. Missed events have none and are counted apart.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/series/series.h"

namespace goodparts {

// Counts, to be pooled over series.
struct EventCounts {
  std::int64_t tp = 0;  // samples
  std::int64_t fp = 0;
  std::int64_t tn = 0;
  std::int64_t fn = 0;
  std::int64_t events = 0;
  std::int64_t found = 0;
  std::int64_t alarms = 0;
  std::int64_t false_alarms = 0;
  std::vector<double> delay_samples;  // of each event that was found
  std::vector<double> delay_seconds;  // the same; NaN where the series has no times

  void add(const EventCounts& other);
};

EventCounts count_events(const FlaggedSeries& series);

struct PointScores {        // NaN where a denominator is 0
  double far = kUndefined;  // no normal sample: NaN
  double mar = kUndefined;  // no anomalous sample: NaN
  double precision = kUndefined;
  double recall = kUndefined;
  double f1 = kUndefined;  // 2 TP / (2 TP + FP + FN); no anomalous sample: NaN
};
PointScores point_scores(const EventCounts& counts);

struct EventScores {
  double precision = kUndefined;     // found / (found + false alarms)
  double recall = kUndefined;        // found / events; no event: NaN
  double f1 = kUndefined;            // 2 found / (2 found + false alarms + missed); no event: NaN
  double composite_f1 = kUndefined;  // of sample precision and event recall; 0 where none is found
};
EventScores event_scores(const EventCounts& counts);

struct Delays {  // of found events; NaN where none was found
  double mean = kUndefined;
  double median = kUndefined;        // mean of the middle two of an even number
  double within_limit = kUndefined;  // share of all events, missed ones included; no event: NaN
};
// Of `delays`, all known, out of `events`. A delay of just the limit is within it. A NaN among the
// delays (no times) makes all three NaN, and so does a NaN limit the share.
Delays summarise_delays(std::vector<double> delays, std::int64_t events, double limit);

}  // namespace goodparts
