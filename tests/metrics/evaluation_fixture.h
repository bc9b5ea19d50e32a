// A small table of scores that several tests use.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts::testing {

inline void add_sample(ScoreTable& table, const std::string& unit, Split split, int label,
                       const std::string& defect, double score, const std::string& shift,
                       double load) {
  if (table.conditions.empty()) {
    table.conditions = {{"shift", false, {}, {}}, {"load", true, {}, {}}};
  }
  table.unit.push_back(unit);
  table.id.push_back("sample" + std::to_string(table.id.size()));
  table.group.emplace_back();
  table.split.push_back(split);
  table.label.push_back(static_cast<std::int8_t>(label));
  table.defect.push_back(defect);
  table.score.push_back(score);
  table.conditions[0].texts.push_back(shift);
  table.conditions[1].numbers.push_back(load);
}

// Unit "a": held-out good scores 1 … 19, so that the threshold for 5 % is 19; of six good test
// samples one lies above it; of four anomalous ones three do.
inline ScoreTable one_unit() {
  ScoreTable table;
  for (int i = 1; i <= 19; ++i) {
    add_sample(table, "a", Split::kCalibration, 0, "good", i, "day", i);
  }
  for (const auto& [score, shift] : std::vector<std::pair<double, std::string>>{
           {2, "day"}, {4, "day"}, {6, "day"}, {8, "night"}, {19, "night"}, {30, "night"}}) {
    add_sample(table, "a", Split::kTest, 0, "good", score, shift, score);
  }
  for (const auto& [score, defect] : std::vector<std::pair<double, std::string>>{
           {10, "scratch"}, {25, "scratch"}, {40, "hole"}, {50, "hole"}}) {
    add_sample(table, "a", Split::kTest, 1, defect, score, "day", score);
  }
  return table;
}

// Unit "b" after it: no held-out good parts, good test samples only.
inline ScoreTable two_units() {
  ScoreTable table = one_unit();
  for (const double score : {0.1, 0.2, 0.3}) {
    add_sample(table, "b", Split::kTest, 0, "good", score, "", score);
  }
  return table;
}

class Maps : public TestMaps {
 public:
  Maps(std::vector<PixelImage> images, std::vector<std::size_t> rows)
      : images_(std::move(images)), rows_(std::move(rows)) {}
  std::size_t row(std::int64_t index) const override {
    return rows_.at(static_cast<std::size_t>(index));
  }
  std::int64_t size() const override { return std::ssize(images_); }
  PixelImage read(std::int64_t index) const override {
    return images_.at(static_cast<std::size_t>(index));
  }

 private:
  std::vector<PixelImage> images_;
  std::vector<std::size_t> rows_;
};

// Maps for unit "a" only: one image, of its last sample, two of five pixels defective and highest.
inline std::unique_ptr<TestMaps> maps_of_a(const std::string& unit) {
  if (unit != "a") {
    return nullptr;
  }
  return std::make_unique<Maps>(
      std::vector<PixelImage>{PixelImage{1, 5, {1, 2, 3, 8, 9}, {0, 0, 0, 1, 1}}},
      std::vector<std::size_t>{28});
}

}  // namespace goodparts::testing
