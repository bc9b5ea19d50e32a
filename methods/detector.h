// An anomaly detector that learns from good parts only.
//
// Scores: higher is more anomalous; raw, never normalised or clamped. A sample's score does not
// depend on which other samples are scored with it. Everything random comes from Context::rng, so
// the same configuration and seed give the same bytes on the same machine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "methods/archive.h"

namespace goodparts {

struct AnomalyMap {  // at input size, row by row; empty where the method has no map
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> values;
};

struct SampleScore {
  double score = 0.0;
  AnomalyMap map;
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual void fit(const Context& context, const SampleSource& good) = 0;
  // One result for each index, in order. Only after fit() or load().
  virtual std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                         std::span<const std::int64_t> indices) const = 0;
  // How much each feature of a row adds to its being anomalous, in the order of the source's
  // features; higher: more. One entry for each index. Empty where the method cannot tell, and for
  // images, whose map says where.
  virtual std::vector<std::vector<float>> explain(const Context& /*context*/,
                                                  const SampleSource& /*source*/,
                                                  std::span<const std::int64_t> /*indices*/) const {
    return {};
  }
  // The method's own limit, from theory or from the training samples: a sample is out of control
  // when score > limit. Used only where there are no held-out good parts to choose a threshold
  // from. None: the method has no such limit.
  virtual std::optional<double> control_limit() const { return std::nullopt; }
  virtual void save(ArchiveWriter& archive) const = 0;
  virtual void load(const ArchiveReader& archive) = 0;
  // What the reader of a report must know of this fitted detector, in order: {"backbone", "builtin:
  // fixed filter bank, not trained"}, {"memory bank", "5981 × 512"}.
  virtual std::vector<std::pair<std::string, std::string>> facts() const { return {}; }
};

}  // namespace goodparts
