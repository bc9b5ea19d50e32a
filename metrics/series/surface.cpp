#include "metrics/series/surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "kernels/base/error.h"
#include "metrics/series/score_steps.h"
#include "metrics/series/soft_labels.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLongestBuffer = 1'000'000;

struct Areas {
  double roc = 0.0;
  double pr = 0.0;
};

// Both curves, point by point, strictest threshold first.
class CurveWalk {
 public:
  // positives: P while nothing but samples of label 0 is flagged.
  CurveWalk(const ScoreSteps& steps, SurfaceConvention convention, double positives)
      : steps_(steps),
        trapezoids_(convention == SurfaceConvention::kPaper),
        positives_(positives) {}

  // The point of `step`; the steps since the last call have flagged none but samples of label 0.
  void add(std::int64_t step, double tp, double positives, double recall) {
    pass_to(step - 1);
    const auto flagged = static_cast<double>(steps_.flagged[static_cast<std::size_t>(step)]);
    const double fpr = (flagged - tp) / (size() - positives);
    const double precision = tp / flagged;
    areas_.roc += (fpr - fpr_) * (recall + recall_) / 2.0;
    areas_.pr += (recall - recall_) * (trapezoids_ ? (precision + precision_) / 2.0 : precision);
    step_ = step;
    tp_ = tp;
    positives_ = positives;
    recall_ = recall;
    fpr_ = fpr;
    precision_ = precision;
  }

  // After the last step, where everything is flagged, (1, 1).
  Areas finish() {
    pass_to(std::ssize(steps_.flagged) - 1);
    areas_.roc += (1.0 - fpr_) * (1.0 + recall_) / 2.0;
    return areas_;
  }

 private:
  double size() const { return static_cast<double>(steps_.flagged.back()); }

  void pass_to(std::int64_t step) {
    if (step <= step_) {
      return;
    }
    const auto flagged = static_cast<double>(steps_.flagged[static_cast<std::size_t>(step)]);
    const double fpr = (flagged - tp_) / (size() - positives_);
    areas_.roc += (fpr - fpr_) * recall_;
    step_ = step;
    fpr_ = fpr;
    precision_ = tp_ / flagged;
  }

  const ScoreSteps& steps_;
  bool trapezoids_;
  double positives_;
  Areas areas_;
  std::int64_t step_ = -1;
  double tp_ = 0.0;
  double recall_ = 0.0;
  double fpr_ = 0.0;
  double precision_ = 1.0;
};

class Surface {
 public:
  Surface(const Series& series, std::span<const Stretch> unbroken, const SurfaceOptions& options);

  bool defined() const { return anomalous_ > 0 && anomalous_ < std::ssize(steps_.of_sample); }
  // Of the curves at one buffer; to be called with ascending buffers.
  Areas areas(std::int64_t buffer);

 private:
  struct Candidate {  // a sample that is in an event or may be in a buffer
    std::int32_t step;
    EventDistances distances;
  };

  void widen(std::int64_t half);
  void sort_found(std::int64_t half);
  double sum_in_buffers(std::int64_t half) const;  // labels, flagged or not
  double weight(const Candidate& sample, std::int64_t half) const {
    return sample.distances.second <= half
               ? 1.0
               : weights_[static_cast<std::size_t>(sample.distances.nearest)];
  }

  SurfaceConvention convention_;
  ScoreSteps steps_;
  std::int64_t anomalous_ = 0;
  std::vector<Stretch> events_;
  std::vector<Stretch> around_;         // for each event the unbroken stretch that it is in
  std::vector<std::int32_t> found_at_;  // for each event the first step that flags it or its buffer
  std::vector<std::int32_t> found_;     // the same in order, by the convention
  std::int64_t half_ = -1;              // that found_ is for
  std::vector<Candidate> candidates_;   // by step
  std::vector<double> weights_;         // by distance, at the current buffer
};

Surface::Surface(const Series& series, std::span<const Stretch> unbroken,
                 const SurfaceOptions& options)
    : convention_(options.convention),
      steps_(score_steps(series.scores, options.thresholds)),
      events_(runs_of_ones(series.labels, unbroken)) {
  const std::int64_t limit = options.max_buffer / 2;
  const std::vector<EventDistances> distances = event_distances(events_, unbroken, limit);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i].nearest <= limit) {
      candidates_.push_back({steps_.of_sample[i], distances[i]});
    }
    anomalous_ += series.labels[i];
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.step, a.distances.nearest, a.distances.second) <
           std::tie(b.step, b.distances.nearest, b.distances.second);
  });
  std::size_t stretch = 0;
  for (const Stretch& event : events_) {
    while (unbroken[stretch].end <= event.begin) {
      ++stretch;
    }
    around_.push_back(unbroken[stretch]);
    found_at_.push_back(*std::min_element(steps_.of_sample.begin() + event.begin,
                                          steps_.of_sample.begin() + event.end));
  }
}

// One more sample on each side of every event.
void Surface::widen(std::int64_t half) {
  for (std::size_t e = 0; e < events_.size(); ++e) {
    const std::int64_t left = events_[e].begin - half;
    const std::int64_t right = events_[e].end - 1 + half;
    if (left >= around_[e].begin) {
      found_at_[e] = std::min(found_at_[e], steps_.of_sample[static_cast<std::size_t>(left)]);
    }
    if (right < around_[e].end) {
      found_at_[e] = std::min(found_at_[e], steps_.of_sample[static_cast<std::size_t>(right)]);
    }
  }
}

void Surface::sort_found(std::int64_t half) {
  found_.clear();
  for (std::size_t e = 0; e < events_.size(); ++e) {
    const bool joins = convention_ == SurfaceConvention::kCode && e > 0 &&
                       around_[e] == around_[e - 1] &&
                       events_[e - 1].end - 1 + half >= events_[e].begin - half;
    if (joins) {
      found_.back() = std::min(found_.back(), found_at_[e]);
    } else {
      found_.push_back(found_at_[e]);
    }
  }
  std::sort(found_.begin(), found_.end());
}

double Surface::sum_in_buffers(std::int64_t half) const {
  double sum = 0.0;
  for (const Candidate& sample : candidates_) {
    if (sample.distances.nearest > 0 && sample.distances.nearest <= half) {
      sum += weight(sample, half);
    }
  }
  return sum;
}

Areas Surface::areas(std::int64_t buffer) {
  const std::int64_t half = buffer / 2;
  while (half_ < half) {
    ++half_;
    widen(half_);
    if (half_ == half) {
      sort_found(half);
    }
  }
  weights_.assign(1, 1.0);
  for (std::int64_t d = 1; d <= half; ++d) {
    weights_.push_back(std::sqrt(1.0 - static_cast<double>(d) / static_cast<double>(buffer)));
  }
  const double in_buffers = sum_in_buffers(half);
  const bool all = convention_ == SurfaceConvention::kPaper;  // flagged or not, buffers count in P
  const auto positives = [&](double flagged_in_buffers) {
    return static_cast<double>(anomalous_) + (all ? in_buffers : flagged_in_buffers) / 2.0;
  };
  CurveWalk walk(steps_, convention_, positives(0.0));
  double tp = 0.0;
  double flagged_in_buffers = 0.0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < candidates_.size();) {
    const std::int32_t step = candidates_[i].step;
    bool any = false;
    for (; i < candidates_.size() && candidates_[i].step == step; ++i) {
      if (candidates_[i].distances.nearest > half) {
        continue;
      }
      any = true;
      const double added = weight(candidates_[i], half);
      tp += added;
      flagged_in_buffers += candidates_[i].distances.nearest > 0 ? added : 0.0;
    }
    if (!any) {
      continue;
    }
    while (found < found_.size() && found_[found] <= step) {
      ++found;
    }
    const double p = positives(flagged_in_buffers);
    const double existence = static_cast<double>(found) / static_cast<double>(found_.size());
    walk.add(step, tp, p, std::min(tp / p, 1.0) * existence);
  }
  return walk.finish();
}

}  // namespace

SurfaceMetrics surface_metrics(const Series& series, std::span<const Stretch> unbroken,
                               const SurfaceOptions& options) {
  if (options.max_buffer < 0 || options.max_buffer > kLongestBuffer || options.thresholds < 0 ||
      options.thresholds == 1) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("the surface needs a buffer of 0 to {} samples, and 0 (all) or at least 2 "
                    "thresholds, got buffer {} and {} thresholds",
                    kLongestBuffer, options.max_buffer, options.thresholds));
  }
  Surface surface(series, unbroken, options);
  if (!surface.defined()) {
    return {};
  }
  Areas last = surface.areas(0);
  Areas sum = last;
  Areas between;  // trapezoids along the buffer
  for (std::int64_t buffer = 1; buffer <= options.max_buffer; ++buffer) {
    const Areas next = surface.areas(buffer);
    between.roc += (last.roc + next.roc) / 2.0;
    between.pr += (last.pr + next.pr) / 2.0;
    sum.roc += next.roc;
    sum.pr += next.pr;
    last = next;
  }
  const auto length = static_cast<double>(options.max_buffer);
  if (options.convention == SurfaceConvention::kCode || options.max_buffer == 0) {
    return {last.roc, last.pr, sum.roc / (length + 1.0), sum.pr / (length + 1.0)};
  }
  return {last.roc, last.pr, between.roc / length, between.pr / length};
}

}  // namespace goodparts
