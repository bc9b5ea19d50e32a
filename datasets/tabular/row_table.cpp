#include "datasets/tabular/row_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace goodparts {
namespace {

class RowSource : public SampleSource {
 public:
  RowSource(std::shared_ptr<const RowTable> table, std::vector<std::int64_t> rows,
            std::int64_t window)
      : table_(std::move(table)),
        rows_(std::move(rows)),
        window_(window),
        shape_{{window * table_->columns}} {
    assert(std::all_of(rows_.begin(), rows_.end(), [&](std::int64_t row) {
      return row >= window_ - 1 && row < table_->rows();
    }));
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(rows_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return table_->info[static_cast<std::size_t>(rows_[static_cast<std::size_t>(index)])];
  }

  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    assert(out.size() == indices.size() * static_cast<std::size_t>(shape_.elements()));
    auto to = out.begin();
    for (const std::int64_t index : indices) {
      const std::int64_t first = rows_[static_cast<std::size_t>(index)] - window_ + 1;
      to = std::copy_n(table_->values.begin() + first * table_->columns, shape_.elements(), to);
    }
  }

  std::int64_t window() const override { return window_; }

  std::vector<std::string> feature_names() const override {
    std::vector<std::string> names;
    for (std::int64_t lag = window_ - 1; lag >= 0; --lag) {
      for (const std::string& feature : table_->features) {
        names.push_back(lag == 0 ? feature : fmt::format("{}[t-{}]", feature, lag));
      }
    }
    return names;
  }

  std::vector<std::vector<std::string>> categories() const override {
    std::vector<std::vector<std::string>> categories;
    for (std::int64_t lag = 0; lag < window_; ++lag) {
      categories.insert(categories.end(), table_->categories.begin(), table_->categories.end());
    }
    return categories;
  }

 private:
  std::shared_ptr<const RowTable> table_;
  std::vector<std::int64_t> rows_;
  std::int64_t window_;
  Shape shape_;
};

class RowLabels : public Labels {
 public:
  RowLabels(std::shared_ptr<const RowTruth> truth, std::vector<std::int64_t> rows)
      : truth_(std::move(truth)), rows_(std::move(rows)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(rows_.size()); }
  bool anomalous(std::int64_t index) const override { return truth_->anomalous(row(index)); }
  const std::string& defect(std::int64_t index) const override {
    return truth_->defect(row(index));
  }

 private:
  std::int64_t row(std::int64_t index) const { return rows_[static_cast<std::size_t>(index)]; }

  std::shared_ptr<const RowTruth> truth_;
  std::vector<std::int64_t> rows_;
};

}  // namespace

void RowTruth::add_defect(const std::string& defect) {
  auto found = std::find(names_.begin() + 1, names_.end(), defect);
  if (found == names_.end()) {
    found = names_.insert(names_.end(), defect);
  }
  kind_.push_back(static_cast<std::int32_t>(found - names_.begin()));
}

const std::string& RowTruth::defect(std::int64_t row) const {
  return names_[static_cast<std::size_t>(kind_[static_cast<std::size_t>(row)])];
}

std::unique_ptr<SampleSource> make_row_source(std::shared_ptr<const RowTable> table,
                                              std::vector<std::int64_t> rows, std::int64_t window) {
  return std::make_unique<RowSource>(std::move(table), std::move(rows), window);
}

Unit make_row_unit(const RowUnit& unit, std::int64_t window) {
  return {unit.name, make_row_source(unit.learn, unit.train, window),
          make_row_source(unit.learn, unit.calibration, window),
          make_row_source(unit.tested.table, unit.test, window),
          std::make_unique<RowLabels>(unit.tested.truth, unit.test)};
}

}  // namespace goodparts
