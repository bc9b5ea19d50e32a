// How the rows of one labelled table are divided.
#pragma once

#include <string>

#include "datasets/tabular/row_table.h"

namespace goodparts {

// The protocols of the table datasets, as dataset.protocol names them.
inline constexpr const char* kGoodOnly = "good_only";
inline constexpr const char* kWholeTable = "whole_table";

void require_table_protocol(const std::string& protocol);
// A sentence about the protocol for readers of the results.
std::string describe_table_protocol(const std::string& protocol, double calibration_fraction);
// Throws Error(kConfig) naming dataset.calibration_fraction unless 0 ≤ fraction < 1.
void require_fraction(double calibration_fraction);

// Divides the rows of unit.tested and makes unit.learn the same table.
// good_only: half of the good rows (drawn by seed, rounded down) to learn from; the other half and
// all anomalous rows to test. Throws Error(kData) where there are fewer than 4 good rows.
// whole_table: every row both to learn from and to test, nothing held out.
void split_table(RowUnit& unit, const std::string& protocol, double calibration_fraction,
                 std::uint64_t seed);

// Moves a fraction of the training rows, drawn by seed, to the calibration rows. A fraction above 0
// holds out at least one row and leaves at least one.
void hold_out_calibration(RowUnit& unit, double fraction, std::uint64_t seed);

}  // namespace goodparts
