#include "datasets/synthetic/drawn_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "datasets/tabular/row_dataset.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

template <class Number>
void require_number_between(const char* key, Number value, Number low, Number high) {
  if (!(value >= low && value <= high)) {  // so that NaN fails too
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.{}: {} must lie in [{}, {}]", key, value, low, high));
  }
}

}  // namespace

void DrawnRows::add(SampleInfo info, const std::string& defect) {
  table.info.push_back(std::move(info));
  if (defect == kGood) {
    truth.add_good();
  } else {
    truth.add_defect(defect);
  }
}

RowUnit make_drawn_unit(const std::string& name, DrawnRows rows, std::vector<std::int64_t> train,
                        std::vector<std::int64_t> calibration, std::vector<std::int64_t> test) {
  rows.table.columns = static_cast<std::int64_t>(rows.table.features.size());
  const auto table = std::make_shared<const RowTable>(std::move(rows.table));
  return {name,
          table,
          std::move(train),
          std::move(calibration),
          {table, std::make_shared<const RowTruth>(std::move(rows.truth))},
          std::move(test)};
}

std::unique_ptr<Dataset> make_drawn_dataset(std::vector<RowUnit> units, std::int64_t window,
                                            std::string protocol, bool in_time_order) {
  InputSpec spec;
  spec.kind = std::string("rows");  // g++ 12 warns falsely of overlap otherwise
  spec.features = units.front().learn->features;
  spec.separator = std::string(",");
  spec.window = window;
  for (const Condition& condition : units.front().learn->info.front().conditions) {
    spec.conditions.push_back(condition.name);
  }
  return std::make_unique<RowDataset>(std::move(units), std::move(spec), std::move(protocol),
                                      std::vector<std::string>{}, in_time_order);
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
