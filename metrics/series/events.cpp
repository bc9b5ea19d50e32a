#include "metrics/series/events.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace goodparts {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? kUndefined : static_cast<double>(part) / static_cast<double>(whole);
}

void append(std::vector<double>& to, const std::vector<double>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void EventCounts::add(const EventCounts& other) {
  tp += other.tp;
  fp += other.fp;
  tn += other.tn;
  fn += other.fn;
  events += other.events;
  found += other.found;
  alarms += other.alarms;
  false_alarms += other.false_alarms;
  append(delay_samples, other.delay_samples);
  append(delay_seconds, other.delay_seconds);
}

EventCounts count_events(const FlaggedSeries& series) {
  EventCounts counts;
  for (std::size_t i = 0; i < series.flags.size(); ++i) {
    const bool flagged = series.flags[i] != 0;
    (series.labels[i] != 0 ? (flagged ? counts.tp : counts.fn)
                           : (flagged ? counts.fp : counts.tn)) += 1;
  }
  counts.events = std::ssize(series.events);
  counts.alarms = std::ssize(series.alarms);
  for (const std::int64_t touched : count_overlaps(series.alarms, series.events)) {
    counts.false_alarms += touched == 0 ? 1 : 0;
  }
  for (const Stretch& event : series.events) {
    const auto begin = series.flags.begin() + event.begin;
    const auto first = std::find(begin, series.flags.begin() + event.end, std::int8_t{1});
    const std::int64_t at = event.begin + (first - begin);
    if (at == event.end) {
      continue;
    }
    ++counts.found;
    counts.delay_samples.push_back(static_cast<double>(at - event.begin));
    counts.delay_seconds.push_back(series.seconds.empty()
                                       ? kUndefined
                                       : series.seconds[static_cast<std::size_t>(at)] -
                                             series.seconds[static_cast<std::size_t>(event.begin)]);
  }
  return counts;
}

PointScores point_scores(const EventCounts& counts) {
  PointScores scores;
  scores.far = ratio(counts.fp, counts.fp + counts.tn);
  scores.mar = ratio(counts.fn, counts.fn + counts.tp);
  scores.precision = ratio(counts.tp, counts.tp + counts.fp);
  scores.recall = ratio(counts.tp, counts.tp + counts.fn);
  if (counts.tp + counts.fn > 0) {
    scores.f1 = ratio(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn);
  }
  return scores;
}

EventScores event_scores(const EventCounts& counts) {
  EventScores scores;
  const std::int64_t missed = counts.events - counts.found;
  scores.precision = ratio(counts.found, counts.found + counts.false_alarms);
  scores.recall = ratio(counts.found, counts.events);
  if (counts.events == 0) {
    return scores;
  }
  scores.f1 = ratio(2 * counts.found, 2 * counts.found + counts.false_alarms + missed);
  const double precision = counts.found > 0 ? ratio(counts.tp, counts.tp + counts.fp) : 0.0;
  scores.composite_f1 =
      counts.found > 0 ? 2.0 * precision * scores.recall / (precision + scores.recall) : 0.0;
  return scores;
}

Delays summarise_delays(std::vector<double> delays, std::int64_t events, double limit) {
  Delays summary;
  const bool known =
      std::none_of(delays.begin(), delays.end(), [](double delay) { return std::isnan(delay); });
  if (!known) {
    return summary;
  }
  if (events > 0 && !std::isnan(limit)) {
    const auto within = std::count_if(delays.begin(), delays.end(),
                                      [limit](double delay) { return delay <= limit; });
    summary.within_limit = ratio(within, events);
  }
  if (!delays.empty()) {
    const auto count = static_cast<double>(delays.size());
    summary.mean = std::accumulate(delays.begin(), delays.end(), 0.0) / count;
    std::sort(delays.begin(), delays.end());
    const std::size_t half = delays.size() / 2;
    summary.median =
        delays.size() % 2 == 1 ? delays[half] : std::midpoint(delays[half - 1], delays[half]);
  }
  return summary;
}

}  // namespace goodparts
