// scores.h5, the seam: everything right of it (metrics, thresholds, reports) reads only this file.
//
// Layout, one entry a sample and all columns parallel:
//   schema                          "goodparts.scores/1"
//   samples/{unit,id,group,defect}  texts
//   samples/{split,label}           integers: split 0 calibration (held-out good), 1 test;
//                                   label 0 good, 1 anomalous, −1 not known
//   samples/score                   doubles; higher is more anomalous
//   conditions/<i>/name             text; beside it numbers (doubles; NaN: not known) or texts
//                                   (categorical)
//   samples/{seconds,latency_ms}    doubles, where known
//   in_time_order                   text "yes" where samples of a unit's split follow each other in
//                                   time; else absent
//   calibration_pixels/{unit,count,mean,deviation}
//                                   of the maps of held-out good images; absent where there are
//                                   none
//   units/{name,control_limit}      texts and doubles, parallel: the methods' own limits; absent
//                                   where the method has none, and in older files
//   maps/<row>/scores               floats {height, width} at the original image size; <row> counts
//                                   from 0
//   maps/<row>/mask                 bytes {height, width}, 1: defective; absent for good samples
//   and
//                                   unlabelled ones
//   maps/<row>/covered              doubles {top, left, bottom, right}: the part of the image that
//                                   the detector saw; outside it the map repeats its nearest edge
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "experiments/store/hdf5_file.h"
#include "methods/detector.h"
#include "metrics/score_table.h"

namespace goodparts {

// `map` resampled bilinearly (half-pixel centres) from input size to the original size; beyond the
// covered part it repeats its nearest edge.
AnomalyMap to_original_size(const AnomalyMap& map, const ImageGeometry& geometry);
// The scores of that, as far as the detector saw the image.
std::vector<float> seen_at_original_size(const AnomalyMap& map, const ImageGeometry& geometry);

class ScoreFileWriter {
 public:
  explicit ScoreFileWriter(const std::filesystem::path& path)
      : file_(path, Hdf5File::Mode::kCreate) {}
  // Rows count in the order of the table given to finish().
  void add_map(std::int64_t row, const AnomalyMap& map, const ImageGeometry& geometry,
               const Mask* mask);
  void finish(const ScoreTable& table);

 private:
  Hdf5File file_;
};

class ScoreFile {
 public:
  explicit ScoreFile(const std::filesystem::path& path);
  const ScoreTable& table() const { return table_; }
  bool has_map(std::int64_t row) const;
  AnomalyMap map(std::int64_t row) const;
  std::optional<Mask> mask(std::int64_t row) const;
  // The labelled test images of a unit, cut to the part that the detector saw; null where there are
  // no maps.
  std::unique_ptr<TestMaps> pixels(const std::string& unit) const;
  // Share of the unit's test pixels that lie outside what the detector saw, and of its defective
  // ones.
  struct Unseen {
    double pixels = 0.0;
    double defective = 0.0;
  };
  Unseen unseen(const std::string& unit) const;

 private:
  Hdf5File file_;
  ScoreTable table_;
};

}  // namespace goodparts
