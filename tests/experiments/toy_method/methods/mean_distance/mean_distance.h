// Distance of a row from the mean of the good rows, in deviations: a toy.
#pragma once

#include <memory>

#include "methods/registry.h"
#include "methods/rows/row_input.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

struct MeanDistanceConfig : Config {
  double power = 2.0;

  void visit(ConfigVisitor& visitor) override { visitor.field("power", power); }
};

class MeanDistance : public Detector {
 public:
  explicit MeanDistance(MeanDistanceConfig config) : config_(config) {}

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;

 private:
  MeanDistanceConfig config_;
  RowInput input_{"mean_distance", {}};
  Standardizer standardizer_;
};

std::unique_ptr<Detector> make_mean_distance(const ConfigGroupReader& read);

}  // namespace goodparts
