// The operating conditions of samples as numbers, in a fixed order of columns: what a model of
// conditions reads. Learned from the training samples, so that later samples are read alike.
//
// A categorical condition becomes the number of its level, −1 for a level never seen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "methods/archive.h"

namespace goodparts {

struct ConditionColumnSpec {
  std::string name;
  std::vector<std::string> levels;  // categorical; empty: numeric
  double low = 0.0;                 // numeric: the range seen in training
  double high = 0.0;

  bool numeric() const { return levels.empty(); }
};

class ConditionTable {
 public:
  // `columns` by name; empty: every condition that the samples carry. Conditions that never vary
  // explain nothing and are left out. Throws Error(kData) for a name that no sample carries
  // (listing those there are), and where nothing is left.
  void learn(const SampleSource& good, const std::vector<std::string>& columns);

  const std::vector<ConditionColumnSpec>& columns() const { return columns_; }
  // One number for each column. Throws Error(kData) naming sample and condition where it is
  // missing.
  std::vector<double> read(const SampleInfo& info) const;

  void save(ArchiveWriter& archive) const;  // under "conditions/columns"
  void load(const ArchiveReader& archive);

 private:
  std::vector<ConditionColumnSpec> columns_;
};

}  // namespace goodparts
