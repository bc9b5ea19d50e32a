#include "metrics/series/nab.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

double scaled_sigmoid(double position) { return 2.0 / (1.0 + std::exp(5.0 * position)) - 1.0; }

double penalty_after(const Stretch& window, std::int64_t sample) {
  const auto past = static_cast<double>(sample - (window.end - 1));
  const auto width = static_cast<double>(window.length() - 1);
  return past >= 3.0 * width ? -1.0 : scaled_sigmoid(past / width);
}

std::int64_t probation_length(std::int64_t size, const NabOptions& options) {
  return std::min(static_cast<std::int64_t>(options.probation * static_cast<double>(size)),
                  options.probation_limit);
}

bool is_share(double value) { return value >= 0.0 && value < 1.0; }

// Of one unbroken stretch; its windows come in order.
class StretchScorer {
 public:
  StretchScorer(const FlaggedSeries& series, std::int64_t probation, NabSums& sums)
      : series_(series), probation_(probation), sums_(sums) {}

  void score(const Stretch& stretch, std::span<const Stretch> windows) {
    std::int64_t at = stretch.begin;
    const Stretch* last = nullptr;
    for (const Stretch& window : windows) {
      outside({at, window.begin}, last);
      inside(window);
      at = window.end;
      last = &window;
    }
    outside({at, stretch.end}, last);
  }

 private:
  void outside(const Stretch& samples, const Stretch* last) {
    for (std::int64_t i = std::max(samples.begin, probation_); i < samples.end; ++i) {
      if (series_.flags[static_cast<std::size_t>(i)] != 0) {
        sums_.penalties += last == nullptr ? -1.0 : penalty_after(*last, i);
      }
    }
  }

  void inside(const Stretch& window) {
    ++sums_.windows;
    const auto begin = series_.flags.begin() + window.begin;
    const auto end = series_.flags.begin() + window.end;
    const auto first = std::find(begin, end, std::int8_t{1});
    if (first == end) {
      ++sums_.missed;
      return;
    }
    const double position = -static_cast<double>(end - first) / static_cast<double>(end - begin);
    sums_.rewards += scaled_sigmoid(position) / scaled_sigmoid(-1.0);
  }

  const FlaggedSeries& series_;
  std::int64_t probation_;
  NabSums& sums_;
};

}  // namespace

void NabSums::add(const NabSums& other) {
  windows += other.windows;
  missed += other.missed;
  rewards += other.rewards;
  penalties += other.penalties;
}

std::vector<Stretch> nab_windows(const FlaggedSeries& series, const NabOptions& options) {
  std::vector<Stretch> windows;
  if (series.events.empty()) {
    return windows;
  }
  const std::int64_t size = std::ssize(series.flags);
  const auto length = static_cast<std::int64_t>(options.window_share * static_cast<double>(size) /
                                                static_cast<double>(series.events.size()));
  const std::int64_t probation = probation_length(size, options);
  std::size_t stretch = 0;
  std::int64_t last_stretch_begin = -1;  // of the last window
  for (const Stretch& event : series.events) {
    while (series.unbroken[stretch].end <= event.begin) {
      ++stretch;
    }
    const Stretch& around = series.unbroken[stretch];
    Stretch window = event;
    if (options.windows == NabWindows::kAroundStart) {
      window = {std::max(event.begin - length / 2, around.begin),
                std::min(event.begin + length / 2 + 1, around.end)};
    }
    if (window.begin < probation) {
      continue;
    }
    const bool meets =
        !windows.empty() && last_stretch_begin == around.begin && window.begin < windows.back().end;
    if (meets) {
      windows.back().end = window.end;
    } else {
      windows.push_back(window);
    }
    last_stretch_begin = around.begin;
  }
  return windows;
}

NabSums nab_sums(const FlaggedSeries& series, const NabOptions& options) {
  if (!is_share(options.window_share) || !is_share(options.probation) ||
      options.probation_limit < 0) {
    throw Error(ErrorKind::kConfig,
                fmt::format("NAB's window share and probation must be 0 or more and less than 1, "
                            "its longest probation 0 or more, got {}, {} and {}",
                            options.window_share, options.probation, options.probation_limit));
  }
  NabSums sums;
  const std::vector<Stretch> windows = nab_windows(series, options);
  StretchScorer scorer(series, probation_length(std::ssize(series.flags), options), sums);
  std::size_t first = 0;
  for (const Stretch& stretch : series.unbroken) {
    std::size_t end = first;
    while (end < windows.size() && windows[end].begin < stretch.end) {
      ++end;
    }
    scorer.score(stretch, std::span(windows).subspan(first, end - first));
    first = end;
  }
  return sums;
}

double nab_score(const NabSums& sums, const NabProfile& profile) {
  if (sums.windows == 0) {
    return kUndefined;
  }
  const auto windows = static_cast<double>(sums.windows);
  const double raw = profile.tp * sums.rewards - profile.fn * static_cast<double>(sums.missed) +
                     profile.fp * sums.penalties;
  const double null = -profile.fn * windows;
  const double perfect = profile.tp * windows;
  return 100.0 * (raw - null) / (perfect - null);
}

}  // namespace goodparts
