#include "metrics/ranking_extra.h"

#include <algorithm>

namespace goodparts {
namespace {

// Whether count / total is at most n %, for n that binary fractions do not hit.
bool at_most(std::int64_t count, std::int64_t total, double percent) {
  return static_cast<double>(count) * 100.0 <= percent * static_cast<double>(total) * (1.0 + 1e-12);
}

}  // namespace

double percent_good(const Ranking& ranking, double percent) {
  if (!ranking.defined()) {
    return kUndefined;
  }
  std::size_t v = 0;  // the strictest; the last vertex flags everything
  while (!at_most(ranking.anomalous - ranking.tp(v), ranking.anomalous, percent)) {
    ++v;
  }
  return static_cast<double>(ranking.good - ranking.fp(v)) / static_cast<double>(ranking.good);
}

double percent_bad(const Ranking& ranking, double percent) {
  if (!ranking.defined()) {
    return kUndefined;
  }
  std::int64_t tp = 0;
  for (std::size_t v = 0; v < ranking.vertices(); ++v) {
    if (at_most(ranking.fp(v), ranking.good, percent)) {
      tp = std::max(tp, ranking.tp(v));
    }
  }
  return static_cast<double>(tp) / static_cast<double>(ranking.anomalous);
}

}  // namespace goodparts
