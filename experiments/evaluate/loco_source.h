// MVTec LOCO AD's annotations: several masks for a part, each a defect that counts as found once
// its saturation area is (defects_config.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "experiments/evaluate/map_folder.h"
#include "metrics/findings/conventions.h"
#include "metrics/pixel/saturated_pro.h"

namespace goodparts {

struct DefectSaturation {
  std::string defect;
  double threshold = 1.0;
  bool relative = true;  // a share of the defect's area; else pixels
};

// By the value that the defect's pixels have in masks. Throws Error(kData) that names the file: no
// such file, no JSON, an entry without defect_name, pixel_value, saturation_threshold or
// relative_saturation.
using Saturations = std::map<int, DefectSaturation>;
Saturations read_saturations(const std::filesystem::path& path);

// The labelled test parts of a unit that have maps. Reading throws Error(kData) naming the file: a
// mask of another size than the map, with several values, or with one that is not in the file of
// saturations; an anomalous part whose id and defect say neither "structural" nor "logical".
class LocoSource : public AnnotatedSource {
 public:
  // All must outlive this.
  LocoSource(const ScoreTable& table, const MapFolder& maps, const Saturations& saturations,
             const std::string& unit);

  std::int64_t size() const override { return static_cast<std::int64_t>(rows_.size()); }
  AnnotatedImage read(std::int64_t index) const override;

 private:
  const ScoreTable& table_;
  const MapFolder& maps_;
  const Saturations& saturations_;
  std::vector<std::size_t> rows_;
};

// AU-sPRO at every limit, structural, logical and their mean.
std::vector<ConventionValue> loco_conventions(const AnnotatedSource& source);

}  // namespace goodparts
