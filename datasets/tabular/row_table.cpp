#include "datasets/tabular/row_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace goodparts {
namespace {

class RowSource : public SampleSource {
 public:
  RowSource(std::shared_ptr<const RowTable> table, std::vector<std::int64_t> indices,
            std::int64_t window)
      : table_(std::move(table)),
        indices_(std::move(indices)),
        window_(window),
        shape_{{table_->width() * window}} {
    for (const std::int64_t index : indices_) {
      assert(index >= window_ - 1 && index < table_->rows());
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(indices_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return table_->info[static_cast<std::size_t>(indices_[static_cast<std::size_t>(index)])];
  }

  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    assert(static_cast<std::int64_t>(out.size()) ==
           static_cast<std::int64_t>(indices.size()) * shape_.elements());
    auto target = out.begin();
    for (const std::int64_t index : indices) {
      const std::int64_t last = indices_[static_cast<std::size_t>(index)];
      const float* first = table_->values.data() + (last - window_ + 1) * table_->width();
      target = std::copy(first, first + shape_.elements(), target);
    }
  }

  std::vector<std::string> feature_names() const override {
    if (window_ == 1) {
      return table_->features;
    }
    std::vector<std::string> names;
    for (std::int64_t age = window_ - 1; age >= 0; --age) {
      for (const std::string& feature : table_->features) {
        names.push_back(fmt::format("{}[{}]", feature, -age));
      }
    }
    return names;
  }

 private:
  std::shared_ptr<const RowTable> table_;
  std::vector<std::int64_t> indices_;
  std::int64_t window_;
  Shape shape_;
};

class RowLabels : public Labels {
 public:
  RowLabels(std::shared_ptr<const RowTable> table, std::vector<std::int64_t> indices)
      : table_(std::move(table)), indices_(std::move(indices)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(indices_.size()); }
  bool anomalous(std::int64_t index) const override { return table_->anomalous[at(index)] != 0; }
  const std::string& defect(std::int64_t index) const override { return table_->defect[at(index)]; }

 private:
  std::size_t at(std::int64_t index) const {
    return static_cast<std::size_t>(indices_[static_cast<std::size_t>(index)]);
  }
  std::shared_ptr<const RowTable> table_;
  std::vector<std::int64_t> indices_;
};

}  // namespace

std::unique_ptr<SampleSource> make_row_source(std::shared_ptr<const RowTable> table,
                                              std::vector<std::int64_t> indices,
                                              std::int64_t window) {
  return std::make_unique<RowSource>(std::move(table), std::move(indices), window);
}

std::unique_ptr<Labels> make_row_labels(std::shared_ptr<const RowTable> table,
                                        std::vector<std::int64_t> indices) {
  return std::make_unique<RowLabels>(std::move(table), std::move(indices));
}

Unit make_row_unit(const std::string& name, std::shared_ptr<const RowTable> table,
                   std::vector<std::int64_t> train, std::vector<std::int64_t> calibration,
                   std::vector<std::int64_t> test, std::int64_t window) {
  Unit unit;
  unit.name = name;
  unit.train = make_row_source(table, std::move(train), window);
  unit.calibration = make_row_source(table, std::move(calibration), window);
  unit.test_labels = make_row_labels(table, test);
  unit.test = make_row_source(table, std::move(test), window);
  return unit;
}

}  // namespace goodparts
