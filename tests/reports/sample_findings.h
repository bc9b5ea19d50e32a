// Runs on drawn scores, with the findings and the decision that the program itself comes to.
#pragma once

#include "metrics/decision/requirements.h"
#include "reports/run_record.h"

namespace goodparts::testing {

enum class SampleKind {
  kParts,   // one unit of single parts
  kSeries,  // two units in the order of time, faults in events
};

// Fills evaluation, findings and decision.
void add_findings(SampleKind kind, const Requirements& requirements, RunRecord& run);

}  // namespace goodparts::testing
