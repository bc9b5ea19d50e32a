#include "datasets/synthetic/drawn_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

class DrawnRows : public Dataset {
 public:
  DrawnRows(std::vector<DrawnUnit> units, std::int64_t window, std::string protocol)
      : units_(std::move(units)), window_(window), protocol_(std::move(protocol)) {}

  std::vector<std::string> unit_names() const override {
    std::vector<std::string> names;
    for (const DrawnUnit& unit : units_) {
      names.push_back(unit.name);
    }
    return names;
  }

  Unit open(std::size_t index) const override {
    const DrawnUnit& unit = units_.at(index);
    return make_row_unit(unit.name, unit.table, unit.train, unit.calibration, unit.test, window_);
  }

  InputSpec input() const override {
    InputSpec spec;
    spec.kind = std::string("rows");  // g++ 12 warns falsely of overlap otherwise
    spec.features = units_.front().table->features;
    spec.separator = std::string(",");
    spec.window = window_;
    return spec;
  }

  std::string protocol() const override { return protocol_; }

 private:
  std::vector<DrawnUnit> units_;
  std::int64_t window_;
  std::string protocol_;
};

template <class Number>
void require_number_between(const char* key, Number value, Number low, Number high) {
  if (!(value >= low && value <= high)) {  // so that NaN fails too
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.{}: {} must lie in [{}, {}]", key, value, low, high));
  }
}

}  // namespace

std::unique_ptr<Dataset> make_drawn_rows(std::vector<DrawnUnit> units, std::int64_t window,
                                         std::string protocol) {
  return std::make_unique<DrawnRows>(std::move(units), window, std::move(protocol));
}

Condition numeric_condition(const std::string& name, double value) {
  return {name, fmt::format("{:.4g}", value), value};
}

Condition text_condition(const std::string& name, const std::string& value) {
  Condition condition;
  condition.name = name;
  condition.text = value;
  return condition;
}

std::vector<std::int64_t> row_range(std::int64_t first, std::int64_t end) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(end - first));
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

std::int64_t held_out(std::int64_t rows, double fraction) {
  return std::llround(static_cast<double>(rows) * fraction);
}

void require_between(const char* key, std::int64_t value, std::int64_t low, std::int64_t high) {
  require_number_between(key, value, low, high);
}

void require_between(const char* key, double value, double low, double high) {
  require_number_between(key, value, low, high);
}

}  // namespace goodparts
