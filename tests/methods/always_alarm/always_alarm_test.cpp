#include "methods/always_alarm/always_alarm.h"

#include <gtest/gtest.h>

#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

TEST(AlwaysAlarm, ScoresAllAlikeAndAboveItsLimit) {
  AlwaysAlarm detector;
  const MemorySource source({1}, {{0}, {5}});
  detector.fit({}, source);
  for (const double score : scores_of(detector, source)) {
    EXPECT_EQ(score, 1.0);
    EXPECT_GT(score, detector.control_limit().value());
  }
}

}  // namespace
}  // namespace goodparts::testing
