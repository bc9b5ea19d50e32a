// Samples in memory, for tests of detectors.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "datasets/sample.h"

namespace goodparts::testing {

class MemorySource : public SampleSource {
 public:
  MemorySource(std::vector<std::int64_t> dims, std::vector<std::vector<float>> samples)
      : shape_{std::move(dims)}, samples_(std::move(samples)), infos_(samples_.size()) {
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      infos_[i].id = "sample " + std::to_string(i);
    }
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(samples_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return infos_[static_cast<std::size_t>(index)];
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    auto to = out.begin();
    for (const std::int64_t index : indices) {
      const std::vector<float>& sample = samples_[static_cast<std::size_t>(index)];
      to = std::copy(sample.begin(), sample.end(), to);
    }
  }
  std::vector<std::string> feature_names() const override { return names; }
  std::vector<std::vector<std::string>> categories() const override { return levels; }

  std::int64_t window() const override { return rows_each; }

  std::vector<std::string> names;
  std::vector<std::vector<std::string>> levels;  // of each feature, where some are categories
  std::int64_t rows_each = 1;

 private:
  Shape shape_;
  std::vector<std::vector<float>> samples_;
  std::vector<SampleInfo> infos_;
};

}  // namespace goodparts::testing
