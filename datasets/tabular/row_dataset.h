// A dataset of row units that are already in memory: what every row dataset hands out.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "datasets/tabular/row_table.h"

namespace goodparts {

class RowDataset : public Dataset {
 public:
  // `input.window` is the window of every unit.
  RowDataset(std::vector<RowUnit> units, InputSpec input, std::string protocol,
             std::vector<std::string> warnings, bool in_time_order = false)
      : units_(std::move(units)),
        input_(std::move(input)),
        protocol_(std::move(protocol)),
        warnings_(std::move(warnings)),
        in_time_order_(in_time_order) {}

  std::vector<std::string> unit_names() const override {
    std::vector<std::string> names;
    for (const RowUnit& unit : units_) {
      names.push_back(unit.name);
    }
    return names;
  }
  Unit open(const Context& /*context*/, std::size_t unit) const override {
    return make_row_unit(units_.at(unit), input_.window);
  }
  InputSpec input() const override { return input_; }
  bool in_time_order() const override { return in_time_order_; }
  std::string protocol() const override { return protocol_; }
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  std::vector<RowUnit> units_;
  InputSpec input_;
  std::string protocol_;
  std::vector<std::string> warnings_;
  bool in_time_order_;
};

}  // namespace goodparts
