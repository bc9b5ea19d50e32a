// Isolation Forest as a detector: on rows as they are, on images through the mean and deviation of
// backbone features. See forest.h for the method and its source. It has no anomaly map.
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/isolation_forest/forest.h"
#include "methods/registry.h"

namespace goodparts {

struct IsolationForestConfig : Config {
  std::int64_t trees = 100;
  std::int64_t sample_size = 256;
  std::string harmonic = "exact";  // or "sklearn"
  std::optional<std::int64_t> max_depth;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
  ForestOptions options() const;
};

class IsolationForestDetector : public Detector {
 public:
  // `backbone` is used for images only.
  IsolationForestDetector(IsolationForestConfig config, BackboneConfig backbone)
      : config_(std::move(config)), backbone_config_(std::move(backbone)) {}

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  std::vector<float> rows(const Context& context, const SampleSource& source,
                          std::span<const std::int64_t> indices) const;

  IsolationForestConfig config_;
  BackboneConfig backbone_config_;
  std::unique_ptr<Backbone> backbone_;  // null: rows
  IsolationForest forest_;
};

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read);

}  // namespace goodparts
