#include "datasets/tabular/csv_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "datasets/tabular/columns.h"
#include "datasets/tabular/max_rows.h"
#include "datasets/tabular/row_dataset.h"
#include "datasets/tabular/row_split.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

class CsvBuilder {
 public:
  CsvBuilder(const CsvConfig& config, std::uint64_t seed)
      : config_(config),
        seed_(seed),
        format_{parse_separator(config.separator), config.header},
        table_(CsvTable::read(config.file, format_)) {
    if (config.train_file) {
      train_table_ = CsvTable::read(*config.train_file, format_);
    }
    roles_.labels = {config.label};
    roles_.anomalous = config.anomalous;
    roles_.defects = config.defect;
    roles_.conditions = config.conditions;
    roles_.condition_features = config.condition_features;
    roles_.features = config.features;
    roles_.ignore = config.ignore;
    if (config.group) {
      roles_.ignore.push_back(*config.group);
    }
    roles_.categorical = config.categorical;
  }

  std::unique_ptr<Dataset> build() {
    table_.require(config_.label, "dataset.label");
    std::vector<const CsvTable*> tables = {&table_};
    if (train_table_) {
      tables.push_back(&*train_table_);
    }
    plan_ = plan_features(tables, roles_, warnings_);
    RowUnit unit;
    unit.name = std::filesystem::path(config_.file).stem().string();
    unit.tested = read(table_, std::filesystem::path(config_.file).filename().string());
    const std::string drawn = keep_max_rows(unit.tested, config_.max_rows, seed_);
    std::string protocol = divide(unit) + drawn;
    InputSpec input;
    input.kind = "rows";
    input.features = unit.tested.table->features;
    input.categories = unit.tested.table->categories;
    input.separator = std::string(1, format_.separator);
    input.conditions = config_.conditions;
    std::vector<RowUnit> units;
    units.push_back(std::move(unit));
    return std::make_unique<RowDataset>(std::move(units), std::move(input), std::move(protocol),
                                        std::move(warnings_));
  }

 private:
  LabelledRows read(const CsvTable& table, const std::string& id_prefix) const {
    auto rows =
        std::make_shared<RowTable>(read_rows(table, plan_, id_prefix, config_.missing == "keep"));
    read_conditions(table, config_.conditions, *rows);
    if (config_.group) {
      const std::size_t column = table.require(*config_.group, "dataset.group");
      for (std::int64_t row = 0; row < table.rows(); ++row) {
        rows->info[static_cast<std::size_t>(row)].group = table.cell(row, column);
      }
    }
    // A file to learn from need not be labelled: it is said to be good.
    const bool labelled = table.find(config_.label).has_value();
    RowTruth truth;
    for (std::int64_t row = 0; !labelled && row < table.rows(); ++row) {
      truth.add_good();
    }
    return {rows, std::make_shared<RowTruth>(labelled ? read_truth(table, roles_) : truth)};
  }

  // Fills the unit's rows and says by which protocol.
  std::string divide(RowUnit& unit) {
    if (train_table_) {
      divide_by_file(unit);
    } else if (config_.train_rows) {
      divide_by_count(unit);
    } else {
      split_table(unit, config_.protocol, config_.calibration_fraction, seed_);
      return describe_table_protocol(config_.protocol, config_.calibration_fraction);
    }
    hold_out_calibration(unit, config_.calibration_fraction, seed_);
    return fmt::format(
        "good_only: learned from the good rows of {}; {:g} % of them held out for "
        "calibration",
        train_table_ ? std::filesystem::path(*config_.train_file).filename().string()
                     : fmt::format("the first {} rows", *config_.train_rows),
        100.0 * config_.calibration_fraction);
  }

  void divide_by_file(RowUnit& unit) {
    const LabelledRows learn =
        read(*train_table_, std::filesystem::path(*config_.train_file).string());
    unit.learn = learn.table;
    unit.train = good_rows(learn, learn.table->rows(), *config_.train_file);
    for (std::int64_t row = 0; row < unit.tested.table->rows(); ++row) {
      unit.test.push_back(row);
    }
  }

  void divide_by_count(RowUnit& unit) {
    const std::int64_t count = *config_.train_rows;
    if (count >= table_.rows()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: has {} rows, so that dataset.train_rows={} leaves none to test",
                              config_.file, table_.rows(), count));
    }
    unit.learn = unit.tested.table;
    unit.train = good_rows(unit.tested, count, config_.file);
    for (std::int64_t row = count; row < table_.rows(); ++row) {
      unit.test.push_back(row);
    }
  }

  std::vector<std::int64_t> good_rows(const LabelledRows& rows, std::int64_t count,
                                      const std::string& file) {
    std::vector<std::int64_t> good;
    for (std::int64_t row = 0; row < count; ++row) {
      if (!rows.truth->anomalous(row)) {
        good.push_back(row);
      }
    }
    if (good.empty()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: none of its {} training rows is good", file, count));
    }
    if (const auto left_out = count - static_cast<std::int64_t>(good.size()); left_out > 0) {
      warnings_.push_back(
          fmt::format("{}: {} of its {} training rows are labelled anomalous and were left out",
                      file, left_out, count));
    }
    return good;
  }

  const CsvConfig& config_;
  std::uint64_t seed_;
  CsvFormat format_;
  CsvTable table_;
  std::optional<CsvTable> train_table_;
  ColumnRoles roles_;
  std::vector<FeatureColumn> plan_;
  std::vector<std::string> warnings_;
};

}  // namespace

void CsvConfig::visit(ConfigVisitor& visitor) {
  visitor.field("file", file);
  visitor.field("separator", separator);
  visitor.field("header", header);
  visitor.field("label", label);
  visitor.field("anomalous", anomalous);
  visitor.field("defect", defect);
  visitor.field("conditions", conditions);
  visitor.field("condition_features", condition_features);
  visitor.field("group", group);
  visitor.field("features", features);
  visitor.field("ignore", ignore);
  visitor.field("categorical", categorical);
  visitor.field("missing", missing);
  visitor.field("max_rows", max_rows);
  visitor.field("protocol", protocol);
  visitor.field("train_rows", train_rows);
  visitor.field("train_file", train_file);
  visitor.field("calibration_fraction", calibration_fraction);
}

void CsvConfig::validate() const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) {
      throw Error(ErrorKind::kConfig, message);
    }
  };
  require(!file.empty(), "dataset.file: name the CSV file to read");
  require(!label.empty(), "dataset.label: name the column that says which rows are anomalous");
  parse_separator(separator);
  require_one_of("dataset.categorical", categorical, {"ignore", "one_hot", "codes", "error"});
  require_one_of("dataset.missing", missing, {"error", "keep"});
  require_max_rows(max_rows);
  require_table_protocol(protocol);
  require_fraction(calibration_fraction);
  require(train_rows.value_or(1) > 0,
          fmt::format("dataset.train_rows: {} is too few; give 1 or more", train_rows.value_or(1)));
  require(!train_rows || !train_file,
          "dataset.train_rows and dataset.train_file exclude each other; set one to null");
  require(!max_rows || (!train_rows && !train_file),
          "dataset.max_rows is for a table that is divided by seed; set it to null, or "
          "dataset.train_rows and dataset.train_file");
  require(protocol == kGoodOnly || (!train_rows && !train_file),
          "dataset.protocol: whole_table learns from the whole table; set dataset.train_rows and "
          "dataset.train_file to null");
}

std::unique_ptr<Dataset> make_csv_dataset(const ConfigReader& read, std::uint64_t seed) {
  CsvConfig config;
  read(config);
  return CsvBuilder(config, seed).build();
}

}  // namespace goodparts
