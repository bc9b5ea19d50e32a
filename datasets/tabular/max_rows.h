// Taking no more than so many rows of a long table, for methods that are slow on all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/tabular/row_table.h"

namespace goodparts {

// Throws Error(kConfig) naming dataset.max_rows if it is below 1.
void require_max_rows(std::optional<std::int64_t> max_rows);

// Leaves `max_rows` rows where there are more: drawn by seed whatever their label, so that the
// share of anomalies stays about the same, and kept in the order of the file, with their ids.
// Returns what to add to the protocol: "; 10000 of 619326 rows drawn by seed", or "" where all rows
// are left.
std::string keep_max_rows(LabelledRows& rows, std::optional<std::int64_t> max_rows,
                          std::uint64_t seed);

}  // namespace goodparts
