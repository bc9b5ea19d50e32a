// Rows of numbers in memory, with what is known about each row: what all row datasets are made of.
//
// A table is filled once and shared; sources and labels are views of it that pick rows. With a
// window of w, a sample is the w rows that end in the picked row, oldest first: shape
// {w × columns}. A sample has the id, group, conditions and label of its last row.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts {

struct RowTable {
  std::vector<std::string> features;  // names of the columns; empty where they have none
  std::int64_t columns = 0;
  std::vector<std::vector<std::string>> categories;  // of each column, as in SampleSource
  std::vector<float> values;                         // rows × columns, row by row
  std::vector<SampleInfo> info;

  std::int64_t rows() const { return static_cast<std::int64_t>(info.size()); }
};

// The labels of a table's rows, apart from it. Kinds of defect are kept once each.
class RowTruth {
 public:
  void add_good() { kind_.push_back(0); }
  void add_defect(const std::string& defect);
  bool anomalous(std::int64_t row) const { return kind_[static_cast<std::size_t>(row)] != 0; }
  const std::string& defect(std::int64_t row) const;
  std::int64_t rows() const { return static_cast<std::int64_t>(kind_.size()); }

 private:
  std::vector<std::string> names_ = {kGood};
  std::vector<std::int32_t> kind_;  // index into names_
};

struct LabelledRows {
  std::shared_ptr<const RowTable> table;
  std::shared_ptr<const RowTruth> truth;
};

// A unit to be: rows are numbers into their table, and each must have window − 1 rows before it.
struct RowUnit {
  std::string name;
  std::shared_ptr<const RowTable> learn;  // what train and calibration rows are of
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> calibration;
  LabelledRows tested;  // what test rows are of; often the same table as learn
  std::vector<std::int64_t> test;
};

std::unique_ptr<SampleSource> make_row_source(std::shared_ptr<const RowTable> table,
                                              std::vector<std::int64_t> rows,
                                              std::int64_t window = 1);

Unit make_row_unit(const RowUnit& unit, std::int64_t window = 1);

}  // namespace goodparts
