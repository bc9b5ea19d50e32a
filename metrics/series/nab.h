// The score of the Numenta Anomaly Benchmark: early detections are worth more, false alarms cost
// less soon after an anomaly.
//
// Lavin & Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms: the Numenta Anomaly
// Benchmark", ICMLA 2015, with the details of its authors' code. For a series of n samples with A
// events:
//
// Windows. Each is W = ⌊0.1 n / A⌋ samples around an anomaly, ⌊W/2⌋ on each side of it, within the
// series. NAB's labels are single samples; here the anomaly is at the first sample of a labelled
// event (kAroundStart), or the event is itself the window (kEvents; for sets whose events are long,
// such as SKAB). Windows that meet become one. No window reaches across a gap in time.
//
// Probation. The first ⌊0.15 n⌋ samples, at most 750, are not scored; a window that begins in them
// is dropped, and what is flagged in its rest counts as outside.
//
// With σ(y) = 2 / (1 + e^{5y}) − 1 and weights w, each flagged sample i has a score:
//   in a window that begins at b and ends with r:  w_tp σ(−(r − i + 1) / (r − b + 1)) / σ(−1);
//   outside:  w_fp σ((i − r) / (r − b)) after the last window before i, −w_fp from three window
//     lengths on, before any window and behind a gap.
// A window counts its best flagged sample, which is the earliest, or −w_fn where none is; every
// flagged sample outside counts. So an alarm that stays on pays for each of its samples.
//   raw = Σ windows + Σ outside;   score = 100 (raw − null) / (perfect − null),
// where the null detector flags nothing (−w_fn for each window) and the perfect one only the first
// sample of each window (w_tp for each). 100 is the best; many false alarms go below 0. Over
// several series raw scores and windows are summed first.
//
// Profiles (w_tp, w_fp, w_fn): standard 1, 0.11, 1; reward_low_FP 1, 0.22, 1; reward_low_FN
// 1, 0.11, 2. The benchmark picks for each detector the threshold that scores best: that is an
// oracle; here the threshold is the caller's.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/series/series.h"

namespace goodparts {

struct NabProfile {
  const char* name;
  double tp;
  double fp;
  double fn;
};
inline constexpr std::array<NabProfile, 3> kNabProfiles = {{{"standard", 1.0, 0.11, 1.0},
                                                            {"reward_low_FP", 1.0, 0.22, 1.0},
                                                            {"reward_low_FN", 1.0, 0.11, 2.0}}};

enum class NabWindows { kAroundStart, kEvents };

struct NabOptions {
  NabWindows windows = NabWindows::kAroundStart;
  double window_share = 0.10;  // of the samples, for all windows together
  double probation = 0.15;     // of the samples; 0 where the series has been cut to what is tested
  std::int64_t probation_limit = 750;
};

// Sums that do not depend on a profile, to be pooled over series.
struct NabSums {
  std::int64_t windows = 0;
  std::int64_t missed = 0;
  double rewards = 0.0;    // Σ over windows found, each at most 1
  double penalties = 0.0;  // Σ over samples flagged outside windows, each at least −1

  void add(const NabSums& other);
};

std::vector<Stretch> nab_windows(const FlaggedSeries& series, const NabOptions& options);

// Throws Error(kConfig) unless window_share and probation are 0 or more and less than 1 and
// probation_limit is 0 or more.
NabSums nab_sums(const FlaggedSeries& series, const NabOptions& options);

// NaN without a window.
double nab_score(const NabSums& sums, const NabProfile& profile);

}  // namespace goodparts
