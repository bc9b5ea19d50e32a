// Scores that any tool wrote, as CSV, with one row for each part:
//
//     id,score,label,defect,group,unit,split,shift
//     test/good/000.png,0.31,0,good,L7,bottle,test,night
//     test/crack/003.png,0.92,1,crack,L7,bottle,test,day
//     train/good/017.png,0.28,0,good,L2,bottle,calibration,day
//
// `id` and `score` are required, the others may be absent. label: 0, good, normal, false or 1,
// anomalous, anomaly, defective, bad, true; empty where it is not known. defect: what is wrong with
// an anomalous part; where there is no label column, "good" and everything else are told apart by
// it. group: parts of one lot are not independent. unit: scores are compared within a unit only.
// split: test (default), or calibration (also validation, val) for good parts that were held out
// and never trained on. time: seconds or 2020-03-09 10:14:33; rows of a unit are then in its order,
// and metrics of time series apply. latency_ms: what it took to score the part. Every other column
// is an operating condition, numeric where all its cells are numbers or empty; but a column of
// texts that are all different (comments, paths) is left out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/score_table.h"

namespace goodparts {

struct ScoreCsvOptions {
  // Names of this tool's columns by ours: {"score", "anomaly_score"}.
  std::map<std::string, std::string> columns;
  std::vector<std::string> ignored;  // columns that are no conditions
  char separator = ',';
  Split split = Split::kTest;  // of rows in files without the column
  std::string unit;            // of rows in files without the column
};

// Throws Error(kData) naming file, line and column: no id or score column, a score that is missing,
// not finite or no number, a label or split that is none of the above, an anomalous part in the
// calibration split, an id twice in one unit and split. Throws Error(kConfig) for a name in
// `columns` that is not one of ours.
ScoreTable read_score_csv(const std::string& path, const ScoreCsvOptions& options);

// Appends the rows of `more`; conditions that one of them lacks are not known in its rows.
void append(ScoreTable& table, const ScoreTable& more);

}  // namespace goodparts
