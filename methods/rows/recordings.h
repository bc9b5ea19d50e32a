// Which samples of a source follow each other in time, for methods that look at the past.
//
// A row of a recording is named "<recording>#<row>" and its group is the recording; the samples of
// one recording lie in the order of time in their source, and its first one there starts it. Rows
// of tables, whose groups are themselves or a lot, and images have no past: each starts anew.
#pragma once

#include <cstdint>

#include "datasets/sample.h"

namespace goodparts {

bool is_recorded(const SampleInfo& info);

// Whether the source is made of recordings: its first sample is a row of one.
bool holds_recordings(const SampleSource& source);

// The index at which the recording of this sample starts; its own where it is not recorded.
std::int64_t recording_start(const SampleSource& source, std::int64_t index);

// How many samples of the same recording precede this one, counted up to `at_most`.
std::int64_t samples_before(const SampleSource& source, std::int64_t index, std::int64_t at_most);

}  // namespace goodparts
