// Range-AUC and the volume under the surface (VUS) of scores of a time series: areas under ROC and
// precision–recall curves that forgive labels a few samples too early or too late.
//
// Paparrizos, Boniol, Palpanas, Tsay, Elmore & Franklin, "Volume Under the Surface: A New Accuracy
// Evaluation Measure for Time-Series Anomaly Detection", PVLDB 15(11), 2022. For a buffer of ℓ
// samples, half of it on each side of every event, a sample at distance d = 1 … ⌊ℓ/2⌋ from the
// nearest anomalous sample of an event has the label √(1 − d/ℓ), within an event 1, else 0; where
// buffers meet, labels add up to at most 1. With labels y of n samples, soft labels yℓ and flags p
// at a threshold,
//   TP = Σ yℓ p,   FP = Σ (1 − yℓ) p,   P = ½ Σ (y + yℓ),   N = n − P,
//   recall = TP/P · (events found / events),   FPR = FP/N,   precision = TP / (TP + FP).
// The existence reward, events found / events, counts an event as found where one of its samples or
// of its buffer is flagged. Range-AUC is the area under a curve at one ℓ, VUS its mean over ℓ.
//
// The paper leaves open, and is filled in here as its authors' code does it: recall is at most 1
// (TP passes P when buffers are flagged too); curves begin at (0, 0) and at precision 1; (1, 1)
// ends the ROC curve; the existence reward includes buffers. The paper measures d on the right from
// the first normal sample, on the left from the last; here both sides are alike.
//
// The authors' code (package vus, RangeAUC_volume_opt) departs from the paper; kCode follows it:
//   - P counts of the buffers only what is flagged: ½ (2 Σ y + Σ over buffers yℓ p), so it and N
//     move with the threshold;
//   - events whose buffers meet are one event in the existence reward;
//   - the area under precision–recall is Σ (Rᵢ − Rᵢ₋₁) Pᵢ instead of trapezoids;
//   - VUS is the plain mean over ℓ = 0, 1 … L instead of trapezoids along ℓ (whose sum is divided
//   by
//     L here, so that 1 is the best value; the paper's formula is not);
//   - 250 thresholds at equal ranks instead of all (option `thresholds`);
//   - its argument slidingWindow = w means L = 2w;
//   - its older RangeAUC (reported as R_AUC) is a third variant: P as in the paper, buffers one
//   sample
//     shorter on the right.
// Compare published numbers only within one convention.
#pragma once

#include <cstdint>
#include <span>

#include "metrics/evaluation.h"
#include "metrics/series/series.h"

namespace goodparts {

enum class SurfaceConvention { kPaper, kCode };

struct SurfaceOptions {
  std::int64_t max_buffer = 200;  // L, samples; 200 is the package's default (slidingWindow 100)
  std::int64_t thresholds = 0;  // 0: every distinct score; else so many at equal ranks (2 or more)
  SurfaceConvention convention = SurfaceConvention::kPaper;
};

struct SurfaceMetrics {               // NaN without an event or without a normal sample
  double range_auc_roc = kUndefined;  // at the buffer L
  double range_auc_pr = kUndefined;
  double vus_roc = kUndefined;  // over buffers 0 … L
  double vus_pr = kUndefined;
};

// Buffers do not reach across gaps. One sort, then for each ℓ time linear in the samples that are
// in an event or at most L/2 from one. The series must have passed check_series(). Throws
// Error(kConfig) unless max_buffer is 0 … 1,000,000 and thresholds is 0 or 2 or more.
SurfaceMetrics surface_metrics(const Series& series, std::span<const Stretch> unbroken,
                               const SurfaceOptions& options);

}  // namespace goodparts
