// Recordings in memory: rows named "<recording>#<row>", one recording after another.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "datasets/sample.h"

namespace goodparts::testing {

class RecordingSource : public SampleSource {
 public:
  struct Recording {
    std::string name;
    std::vector<std::vector<float>> rows;
  };

  explicit RecordingSource(const std::vector<Recording>& recordings) {
    for (const Recording& recording : recordings) {
      for (const std::vector<float>& row : recording.rows) {
        infos_.push_back(
            {recording.name + "#" + std::to_string(infos_.size()), recording.name, {}});
        rows_.push_back(row);
      }
    }
    shape_.dims = {static_cast<std::int64_t>(rows_.front().size())};
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(rows_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return infos_[static_cast<std::size_t>(index)];
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    auto to = out.begin();
    for (const std::int64_t index : indices) {
      const std::vector<float>& row = rows_[static_cast<std::size_t>(index)];
      to = std::copy(row.begin(), row.end(), to);
    }
  }

 private:
  Shape shape_;
  std::vector<std::vector<float>> rows_;
  std::vector<SampleInfo> infos_;
};

}  // namespace goodparts::testing
