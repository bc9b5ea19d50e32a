// Metrics of time series, of scores in the order of time.
#pragma once

#include <vector>

#include "metrics/findings/findings.h"

namespace goodparts {

// Whether the unit's test samples are a series that can be measured: in the order of time, with a
// threshold, all labelled.
bool is_series(const ScoreTable& table, const UnitRows& rows, const UnitEvaluation& unit);

Series series_of(const ScoreTable& table, const UnitRows& rows);

// Fills in the series of all units and of all together. Nothing where the table is not in the order
// of time; units without a threshold, without labelled test samples or with unlabelled ones between
// them are left out.
void add_series(const ScoreTable& table, const std::vector<UnitRows>& rows,
                const Evaluation& evaluation, const FindingsOptions& options, Findings& findings);

}  // namespace goodparts
