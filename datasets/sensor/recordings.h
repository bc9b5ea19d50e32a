// Recordings of one machine, one CSV file each, and how each becomes a unit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/sensor/sensor_files.h"
#include "datasets/tabular/columns.h"

namespace goodparts {

struct RecordingFormat {
  CsvFormat csv;
  ColumnRoles roles;
  std::optional<std::string> time;  // never a feature
  bool keep_missing = false;
};

struct Recording {
  std::string name;
  std::shared_ptr<RowTable> rows;  // ids "<name>#<row>", group the name
  std::shared_ptr<const RowTruth> truth;
};

struct Recordings {
  std::vector<Recording> all;
  std::vector<std::string> warnings;
};

// Reads the files; all must have the features of the first. A file that may lack labels and has
// none of the label columns counts as good throughout, as all files do where there is no label
// column.
Recordings read_recordings(const std::vector<SensorFile>& files, const RecordingFormat& format);

// How the first rows of a recording are learned from.
struct BlockSplit {
  std::int64_t train_rows = 400;       // the first rows are good
  double calibration_fraction = 0.25;  // the last of those, held out as one block
  std::int64_t window = 1;
  bool drop_anomalous = false;  // leave out training samples with a row labelled anomalous
};

// Neighbouring rows of a recording are alike, so that calibration rows drawn at random would
// resemble training rows more than new data does; hence one block. Its windows hold no training
// row. Test windows may reach back into the training rows: they are past data of the same machine.
// Says in `warnings` how many training rows are labelled anomalous. Throws Error(kData) naming the
// recording where nothing is left to learn from, to hold out, or to test.
RowUnit split_recording(const Recording& recording, const BlockSplit& split,
                        std::vector<std::string>& warnings);

// Learning from one whole recording and testing on another.
RowUnit pair_recordings(const Recording& learn, const Recording& test, const BlockSplit& split,
                        std::vector<std::string>& warnings);

}  // namespace goodparts
